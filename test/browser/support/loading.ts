import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import * as z from "zod";

/** A file of the desk as a browser loaded it, in bytes. */
export interface LoadedScript {
  readonly name: string;
  readonly gzip: number;
  readonly brotli: number;
}

/** Notes every script that the page loads from now on. */
export function watchScripts(page: Page): () => Promise<LoadedScript[]> {
  const loaded: Promise<LoadedScript>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    const name = new URL(response.url()).pathname.split("/").at(-1) ?? "";
    loaded.push(
      response.body().then((body) => ({
        name,
        gzip: gzipSync(body, { level: 9 }).length,
        brotli: brotliCompressSync(body).length,
      })),
    );
  });
  return () => Promise.all(loaded);
}

const paintSchema = z.object({ firstPaintMs: z.number(), shifted: z.number(), nowMs: z.number() });

/** When the page first painted something, and how far things moved by themselves since. Ask when the page stands. */
export async function paintOf(page: Page): Promise<z.infer<typeof paintSchema>> {
  return paintSchema.parse(await page.evaluate(readPaint));
}

const readPaint = `new Promise((resolve) => {
  const nowMs = performance.now();
  let shifted = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) shifted += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  const [first] = performance.getEntriesByName("first-contentful-paint");
  setTimeout(() => resolve({ firstPaintMs: first.startTime, shifted, nowMs }), 100);
})`;
