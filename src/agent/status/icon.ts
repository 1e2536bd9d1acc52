/** The browser's icon of the page: a printer with a sheet. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect x="1" y="6" width="14" height="6" rx="1.5" fill="#0d93bf"/>
<path d="M4 6V1h8v5zM4 10h8v5H4z" fill="#fff" stroke="#3a4148"/>
</svg>`;
