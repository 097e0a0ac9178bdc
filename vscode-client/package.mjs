// Makes contexten.vsix: the bundle, the server's wheel and the versions it was tested with.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";

const python = process.env.CONTEXTEN_PYTHON ?? "../.venv/bin/python";
const run = (command, ...args) => execFileSync(command, args, { stdio: "inherit" });

rmSync("server", { recursive: true, force: true });
rmSync("dist", { recursive: true, force: true });
mkdirSync("server");
run(python, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", "server", "..");
copyFileSync("../server/constraints.txt", "server/constraints.txt");
copyFileSync("../LICENSE", "LICENSE");
run(process.execPath, "build.mjs");
if (readdirSync("server").filter((name) => name.endsWith(".whl")).length !== 1) throw new Error("there is not one wheel");
run("node_modules/.bin/vsce", "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", "contexten.vsix");
