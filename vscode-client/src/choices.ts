/** What a person always or never wants sent, by `path` or `path:name`; remembered for each workspace. */

export interface Choices {
  readonly pinned: readonly string[];
  readonly excluded: readonly string[];
}

export const NONE: Choices = { pinned: [], excluded: [] };

export function keyOf(item: { readonly path: string; readonly name: string }): string {
  return item.name === "" ? item.path : `${item.path}:${item.name}`;
}

export function pinned(choices: Choices, key: string): Choices {
  return { pinned: [...without(choices.pinned, key), key], excluded: without(choices.excluded, key) };
}

export function excluded(choices: Choices, key: string): Choices {
  return { pinned: without(choices.pinned, key), excluded: [...without(choices.excluded, key), key] };
}

export function forgotten(choices: Choices, key: string): Choices {
  return { pinned: without(choices.pinned, key), excluded: without(choices.excluded, key) };
}

function without(keys: readonly string[], key: string): string[] {
  return keys.filter((item) => item !== key);
}
