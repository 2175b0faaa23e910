import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { leaveOut } from "./leave-out.ts";
import { mantineStyles } from "./mantine-styles.ts";

/** The Worker puts a fresh nonce in the place of this word; see src/routes/desk/. */
const NONCE_PLACE = "SALLYPORT_NONCE";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), mantineStyles(), leaveOut()],
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
          // zod and what is set for it come before every file that makes a schema; see src/api/without-eval.ts.
          groups: [{ name: "zod", test: /node_modules\/zod\/|without-eval/ }],
        },
      },
    },
  },
});
