import type { Plugin } from "vite";

/** Where each of Mantine's components has the names of its classes. */
const CLASSES = /@mantine\/core\/esm\/.*\/([A-Za-z]+)\.module\.mjs$/;

/**
 * Brings the styles of those Mantine components that are in the bundle, and of no others: whoever uses a component
 * imports its styles by that. They stand in a cascade layer, so that what the desk says of its own always holds,
 * in whichever order the files come.
 */
export function mantineStyles(): Plugin {
  return {
    name: "mantine-styles",
    transform(code, id) {
      const component = CLASSES.exec(id)?.[1];
      if (component === undefined) return null;
      return { code: `import "@mantine/core/styles/${component}.layer.css";\n${code}`, map: null };
    },
  };
}
