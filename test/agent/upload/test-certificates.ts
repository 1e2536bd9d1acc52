import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority in a folder, made with openssl. */
export class TestAuthority {
  readonly #folder: string;
  readonly certificate: string;

  constructor(folder: string) {
    this.#folder = folder;
    const subject = ["-subj", "/CN=Test authority", "-days", "2"];
    this.#openssl("req", "-x509", ...newKey, ...subject, "-keyout", "authority.key", "-out", "authority.pem");
    this.certificate = this.#read("authority.pem");
  }

  /** A certificate for `names`, as in `IP:127.0.0.1`; with `daysLeft` below zero one that has expired. */
  issue(name: string, names: string, daysLeft = 1): KeyPair {
    this.#openssl("req", "-new", ...newKey, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    writeFileSync(join(this.#folder, `${name}.ext`), `subjectAltName=${names}\n`);
    const validity = ["-days", String(daysLeft)];
    daysLeft < 0 ? ["-not_before", "20200101000000Z", "-not_after", "20200102000000Z"] : ["-days", "1"];
    const signer = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-extfile", `${name}.ext`];
    this.#openssl("x509", "-req", "-in", `${name}.csr`, ...signer, ...validity, "-out", `${name}.pem`);
    return { cert: this.#read(`${name}.pem`), key: this.#read(`${name}.key`) };
  }

  #openssl(...words: readonly string[]): void {
    execFileSync("openssl", words, { cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] });
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), "utf8");
  }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
