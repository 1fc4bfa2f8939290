// Builds what the pages are served with: crates/web/static.
//
//   node build.mjs           writes the files
//   node build.mjs --check   writes nothing; exit 1 when a committed file is not what this would write
//
// The output depends on package-lock.json and on the sources here, on nothing else.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "crates", "web", "static");
const scratch = join(here, "node_modules", ".cache", "lykill");

// Only the parts of Designsystemet that a template uses, in the layers its own index puts them in.
const parts = {
  "ds.base": ["base", "validation-message"],
  "ds.components": ["button", "input", "error-summary", "skip-link"],
};

const banner = "/* Contains parts of Designsystemet, Copyright Digitaliseringsdirektoratet (Digdir), MIT licence: see assets/licences. */\n";

/** Our own theme, from the three colours in designsystemet.config.json. */
function theme() {
  rmSync(scratch, { recursive: true, force: true });
  const cli = join(here, "node_modules", "@digdir", "designsystemet", "dist", "bin", "designsystemet.js");
  const run = (...args) =>
    execFileSync(process.execPath, [cli, "tokens", ...args], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  run("create", "--config", "designsystemet.config.json");
  run("build", "--tokens", join(scratch, "tokens"), "--out-dir", join(scratch, "theme"));
  return readFileSync(join(scratch, "theme", "lykill.css"), "utf8");
}

/** The parts, then our layout on top. The layers decide who wins, not the order of rules. */
function styles() {
  const part = (name) =>
    readFileSync(join(here, "node_modules", "@digdir", "designsystemet-css", "dist", "src", `${name}.css`), "utf8");
  const layout = readdirSync(join(here, "css")).sort().map((name) => readFileSync(join(here, "css", name), "utf8"));
  return [
    "@layer ds.theme,ds.base,ds.components,lk;",
    theme(),
    ...Object.entries(parts).map(([layer, names]) => `@layer ${layer}{${names.map(part).join("\n")}}`),
    ...layout,
  ].join("\n");
}

/** `data:` pictures become files, so that the policy can stay `img-src 'self'`. */
function pictures(css, files) {
  return css.replace(/url\("data:image\/svg\+xml[^,]*,([^"]*)"\)/g, (_, encoded) => {
    const svg = decodeURIComponent(encoded);
    const name = `i-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
    files.set(name, Buffer.from(svg));
    return `url(${name})`;
  });
}

/** Every file of crates/web/static, by name. */
function build() {
  const files = new Map();
  const code = Buffer.from(pictures(styles(), files));
  const minified = transform({ filename: "app.css", code, minify: true });
  for (const warning of minified.warnings) throw new Error(`app.css: ${warning.message}`);
  const css = banner + minified.code.toString("utf8");
  if (/url\((?!"?[\w.-]+"?\))/.test(css)) throw new Error("app.css: a url() that is not a file beside it");
  files.set("app.css", Buffer.from(css));
  for (const name of readdirSync(join(here, "icons"))) files.set(name, readFileSync(join(here, "icons", name)));
  for (const name of readdirSync(join(here, "js"))) files.set(name, readFileSync(join(here, "js", name)));
  files.set("inter.woff2", readFileSync(join(here, "font", "inter.woff2")));
  files.set("manifest.webmanifest", readFileSync(join(here, "manifest.webmanifest")));
  return files;
}

/** Names of committed files that differ from `files`, are missing, or should not be there. */
function stale(files) {
  const present = new Set(readdirSync(target));
  const wrong = [...present].filter((name) => !files.has(name));
  for (const [name, bytes] of files) {
    if (!present.has(name) || !readFileSync(join(target, name)).equals(bytes)) wrong.push(name);
  }
  return wrong;
}

mkdirSync(target, { recursive: true });
const files = build();
if (process.argv.includes("--check")) {
  const wrong = stale(files);
  if (wrong.length > 0) {
    console.error(`not fresh: ${wrong.sort().join(", ")}; run "npm run build" in assets/`);
    process.exit(1);
  }
} else {
  rmSync(target, { recursive: true });
  mkdirSync(target);
  for (const [name, bytes] of files) writeFileSync(join(target, name), bytes);
  console.log([...files].map(([name, bytes]) => `${String(bytes.length).padStart(7)}  ${name}`).sort().join("\n"));
}
