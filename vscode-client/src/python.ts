/** Which Python can run the server, from what each says about itself. */

export const PROBE =
  "import sys, json, importlib.util as u\n" +
  "has = lambda name: u.find_spec(name) is not None\n" +
  "try:\n    from contexten import __version__ as own\nexcept Exception:\n    own = ''\n" +
  "print(json.dumps({'path': sys.executable, 'version': list(sys.version_info[:2])," +
  " 'venv': has('venv') and has('ensurepip'), 'contexten': own}))";

export interface Python {
  readonly path: string;
  readonly version: readonly [number, number];
  /** Whether it can make an environment with pip in it; Debian splits that off. */
  readonly venv: boolean;
  /** The version of the server that is installed in it, or "". */
  readonly contexten: string;
}

const OLDEST: readonly [number, number] = [3, 11];

/** The names under which a Python is looked for, those that the server was tested with first. */
export function candidates(configured: string, platform: NodeJS.Platform): string[] {
  if (configured !== "") return [configured];
  const names = ["python3.13", "python3.12", "python3.11", "python3", "python"];
  return platform === "win32" ? ["python", "py", ...names.slice(0, 3)] : names;
}

/** What a Python printed about itself; undefined where it is no answer. */
export function parsed(output: string): Python | undefined {
  try {
    const found = JSON.parse(output) as Python;
    return typeof found.path === "string" && Array.isArray(found.version) ? found : undefined;
  } catch {
    return undefined;
  }
}

export function isUsable(python: Python): boolean {
  const [major, minor] = python.version;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Why no environment can be made, and what to do about it. */
export function missing(found: readonly Python[], configured: string, isDebian: boolean): string {
  const usable = found.find(isUsable);
  if (usable !== undefined) {
    const name = `python${usable.version.join(".")}`;
    return isDebian
      ? `${usable.path} has no venv module. Install the package '${name}-venv' (apt install ${name}-venv), then run 'Contexten: Restart the server'.`
      : `${usable.path} has no venv or ensurepip module. Install them, or set 'contexten.server.python' to another Python.`;
  }
  const wanted = `Contexten needs Python ${OLDEST.join(".")} or later`;
  if (configured !== "") return `${wanted}; 'contexten.server.python' (${configured}) is not one.`;
  const seen = found.map((python) => `${python.path} is ${python.version.join(".")}`).join(", ");
  return `${wanted}; ${seen === "" ? "none was found on PATH" : `on PATH only ${seen}`}. Install one, or set 'contexten.server.python'.`;
}
