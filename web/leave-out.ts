import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** zod's JSON schemas, which every schema names and the desk never asks for. */
const JSON_SCHEMAS = /zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
/** They name Mantine's scroll area for a choice that the desk does not make; it brings a library for placing things. */
const NAME_SCROLL_AREA =
  /@mantine\/core\/esm\/components\/(?:Modal\/ModalRoot|Table\/TableScrollContainer)\.mjs$/;
const NO_SCROLL_AREA = "\0no-scroll-area";

const refuse = `const refuse = () => { throw new Error("this is left out of the desk; see web/leave-out.ts"); };\n`;

/**
 * Leaves out what dependencies bring along and the desk does not use; together a tenth of what it loads first.
 * Whoever calls it after all gets an error that says so.
 */
export function leaveOut(): Plugin {
  return {
    name: "leave-out",
    enforce: "pre",
    resolveId(source, importer) {
      const unwanted = importer !== undefined && NAME_SCROLL_AREA.test(importer);
      return unwanted && source.endsWith("/ScrollArea.mjs") ? NO_SCROLL_AREA : null;
    },
    load(id) {
      if (id === NO_SCROLL_AREA) return `${refuse}export const ScrollArea = { Autosize: refuse };`;
      if (!JSON_SCHEMAS.test(id)) return null;
      const names = [...readFileSync(id, "utf8").matchAll(/^export (?:function|const) (\w+)/gm)];
      return `${refuse}${names.map(([, name]) => `export const ${name} = () => refuse;\n`).join("")}`;
    },
  };
}
