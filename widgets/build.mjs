// `node build.mjs` bundles the front end into the Python package; `node build.mjs test` bundles the tests and runs them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const STATIC = "../lpnb/widgets/static";
const TESTS = ".tests";

/** What all bundles for the browser have in common: minified ESM. */
const BROWSER = {
  outdir: STATIC,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  logLevel: "info",
};

/** What Python loads with anywidget, once for each widget: small, with its css beside it. */
const WIDGETS = { ...BROWSER, entryPoints: ["src/lab.ts", "src/loader.ts", "src/rollout.ts", "src/sheet.ts", "src/view-head.ts"] };

/** The node editor, which a page loads once however many editors it has: one file that brings its css as text. */
const EDITOR = {
  ...BROWSER,
  entryPoints: { editor: "src/editor/main.tsx" },
  plugins: [workers(), styles(), colours()],
};

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);

/** Makes `import code from "./x.worker.ts?packed"` the script of a web worker, as the bytes of a gzip file. */
function workers() {
  return {
    name: "workers",
    setup(outer) {
      outer.onLoad({ filter: /\.worker\.ts$/ }, async ({ path, suffix }) => {
        if (suffix !== "?packed") return null;
        const made = await build({ entryPoints: [path], bundle: true, minify: true, write: false, format: "iife", target: "es2022" });
        return { contents: gzipSync(made.outputFiles[0].contents, { level: 9 }), loader: "binary", watchFiles: [path], resolveDir: dirname(resolve(path)) };
      });
    },
  };
}

/** Rules for parts of React Flow that the editor does not have. */
const UNUSED = /[^{}]*\.react-flow__(?:resize-control|controls|node-(?:input|default|output|group))\b[^{}]*\{[^{}]*\}/g;

/** Makes `import style from "./x.css"` its text, minified. */
function styles() {
  return {
    name: "styles",
    setup(outer) {
      outer.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "es2022" });
        return { contents: code.trim().replace(UNUSED, ""), loader: "text" };
      });
    },
  };
}

/** Leaves out the names of 148 colours, which d3 knows for transitions between them: the editor glides nothing but its view. */
function colours() {
  return {
    name: "colours",
    setup(outer) {
      outer.onLoad({ filter: /d3-color\.mjs$/ }, async ({ path }) => {
        const code = await readFile(path, "utf8");
        return { contents: code.replace(/(?<=var named = )\{[^}]*\}/, "{}"), loader: "js" };
      });
    },
  };
}

async function bundle() {
  rmSync(STATIC, { recursive: true, force: true });
  await Promise.all([build(WIDGETS), build(EDITOR)]);
}

/** Every test/**\/*.test.ts, bundled for Node and handed to its own test runner. Returns the exit status. */
async function test() {
  const files = existsSync("test") ? readdirSync("test", { recursive: true }) : [];
  const entryPoints = files.filter((file) => file.endsWith(".test.ts")).map((file) => join("test", file));
  if (entryPoints.length === 0) {
    console.log("no TypeScript tests yet");
    return 0;
  }
  rmSync(TESTS, { recursive: true, force: true });
  await build({
    entryPoints,
    outdir: TESTS,
    outbase: "test",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline", // failures point at the TypeScript
    logLevel: "warning",
  });
  const bundles = entryPoints.map((file) => file.replace(/^test/, TESTS).replace(/\.ts$/, ".mjs"));
  return spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], { stdio: "inherit" }).status ?? 1;
}

process.exitCode = process.argv[2] === "test" ? await test() : await bundle();
