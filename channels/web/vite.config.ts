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

export default defineConfig({
  plugins: [pack()],
  build: {
    target: "es2022",
    emptyOutDir: true,
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
