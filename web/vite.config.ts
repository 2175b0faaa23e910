import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./compressed.ts";
import { leaveOut } from "./leave-out.ts";
import { mantineStyles } from "./mantine-styles.ts";
import { paintFirst } from "./paint-first.ts";

/** The Worker puts a fresh nonce in the place of this word; see src/routes/desk/. */
const NONCE_PLACE = "SALLYPORT_NONCE";

/** Mantine's lists that open, and what places them: only some pages have one. */
const CHOICES = /@floating-ui|@mantine\/core\/esm\/components\/(?:Combobox|Popover|ScrollArea|Select)\//;
const PARTS = new RegExp(`^(?!.*(?:${CHOICES.source})).*(?:@mantine|@tanstack/query|web/src/ui)`);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), mantineStyles(), leaveOut(), paintFirst(), compressed()],
  html: { cspNonce: NONCE_PLACE },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // An inlined file would be a data: address, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One small file: what is loaded later could not stand before what is there already.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // zod and what is set for it come before every file that makes a schema; see src/api/without-eval.ts.
            { name: "zod", test: /node_modules\/zod\/|without-eval/, priority: 3 },
            // Comes after the first paint of the desk; a browser test counts what comes before it.
            {
              name: "chart-library",
              test: /node_modules\/(?:lightweight-charts|fancy-canvas)\//,
              priority: 3,
            },
            // Changes with a new version of it alone, so browsers keep it.
            { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\//, priority: 3 },
            // What most pages share comes as one file, not as twenty small ones.
            { name: "parts", test: PARTS, minShareCount: 6, priority: 1 },
          ],
        },
      },
    },
  },
});
