import * as z from "zod";

/**
 * The keys of the vault in a file of secrets: that of `npm run keys` (`VAULT_KEYS`) or that of an installation on one machine
 * (`vaultKeys`). Everything else in the file is left as it is.
 */

const FIELDS = ["VAULT_KEYS", "vaultKeys"] as const;
const fileSchema = z.record(z.string(), z.unknown());
const ringSchema = z.array(z.strictObject({ id: z.string(), key: z.string() })).min(1);

export interface VaultFile {
  /** The bootstrap token, which only the file of an installation holds. */
  readonly token: string | null;
}

interface Opened extends VaultFile {
  readonly data: Readonly<Record<string, unknown>>;
  readonly field: (typeof FIELDS)[number];
  readonly ring: z.infer<typeof ringSchema>;
}

function open(text: string): Opened {
  const data = fileSchema.parse(JSON.parse(text));
  const field = FIELDS.find((name) => typeof data[name] === "string");
  const value = field === undefined ? undefined : data[field];
  if (field === undefined || typeof value !== "string") throw new Error("the file holds no VAULT_KEYS");
  const ring = ringSchema.parse(JSON.parse(value));
  const token = typeof data["token"] === "string" ? data["token"] : null;
  return { data, field, ring, token };
}

export function readVaultFile(text: string): VaultFile {
  return { token: open(text).token };
}

/** The file with nothing but the newest key. */
export function withoutOldKeys(text: string): string {
  const { data, field, ring } = open(text);
  if (ring.length === 1) throw new Error("the vault has no older key");
  return write(data, field, ring.slice(-1));
}

function write(data: Opened["data"], field: string, ring: Opened["ring"]): string {
  return `${JSON.stringify({ ...data, [field]: JSON.stringify(ring) }, null, 2)}\n`;
}
