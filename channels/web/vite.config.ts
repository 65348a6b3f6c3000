import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Leaves a packed file beside each file of the page; the program holds both. */
function pack(): Plugin {
  let out = "";
  return {
    name: "pack",
    configResolved: (config) => void (out = config.build.outDir),
    closeBundle() {
      const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const file of files.filter((entry) => !/\.(gz|woff2)$/.test(entry.name))) {
        const path = join(file.parentPath, file.name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

/** Puts the style into the page: fetched by itself it holds up the first paint by a round trip. The server allows it by its hash. */
function inline(): Plugin {
  return {
    name: "inline",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no index.html to put the style into");
      page.source = String(page.source).replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)">/g, (_, path: string) => {
        const style = bundle[path];
        if (style?.type !== "asset") throw new Error(`${path} is not in the bundle`);
        delete bundle[path];
        return `<style>${String(style.source).trim()}</style>`;
      });
    },
  };
}

export default defineConfig({
  plugins: [inline(), pack()],
  build: {
    target: "es2022",
    emptyOutDir: true,
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
