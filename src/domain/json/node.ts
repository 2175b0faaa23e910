/**
 * A parsed JSON value that remembers where it stood. `at` and `end` are zero-based character offsets in
 * the text; `end` is the offset after the last character.
 */
interface Place {
  readonly at: number;
  readonly end: number;
}

/** One member of an object; the value has its own place. */
export interface JsonEntry {
  /** Offset of the key's opening quote. */
  readonly keyAt: number;
  readonly value: JsonNode;
}

export interface JsonObject extends Place {
  readonly type: "object";
  readonly entries: ReadonlyMap<string, JsonEntry>;
}

export interface JsonArray extends Place {
  readonly type: "array";
  readonly items: readonly JsonNode[];
}

export interface JsonString extends Place {
  readonly type: "string";
  /** With escapes resolved. */
  readonly value: string;
}

/** A number keeps its source text, so that a price or a volume never passes through a float. */
export interface JsonNumber extends Place {
  readonly type: "number";
  readonly text: string;
}

export interface JsonBoolean extends Place {
  readonly type: "boolean";
  readonly value: boolean;
}

export interface JsonNull extends Place {
  readonly type: "null";
}

export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;
