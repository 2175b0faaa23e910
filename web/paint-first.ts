import type { Plugin } from "vite";

/** The desk's script as Vite writes it into the page. */
const SCRIPT = /<script type="module" crossorigin src="([^"]+)"( nonce="[^"]*")?><\/script>/;
/** A page in the background is never painted; it begins all the same. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Lets the browser paint what index.html holds before it runs the desk's script, which takes a slow machine a
 * second: the script is fetched at once, and begun after the first frame.
 */
export function paintFirst(): Plugin {
  return {
    name: "paint-first",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const [tag, src, nonce = ""] = SCRIPT.exec(html) ?? [];
        if (tag === undefined || src === undefined) throw new Error("index.html has no script of the desk");
        const begin = `const begin = () => import("${src}");
      requestAnimationFrame(() => setTimeout(begin));
      setTimeout(begin, ${LONGEST_WAIT_MS});`;
        return html
          .replace(tag, `<link rel="modulepreload" crossorigin href="${src}"${nonce}>`)
          .replace("</body>", `  <script type="module"${nonce}>\n      ${begin}\n    </script>\n  </body>`);
      },
    },
  };
}
