/** A place under which things of a device are kept while it stands there, as in `192.168.1.20:161`. */
export function placeKey({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address}:${port}`;
}
