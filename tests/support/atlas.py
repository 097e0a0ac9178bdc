"""What an Atlas answers, without its numbers, so that two of them can be compared."""

from __future__ import annotations


def known(atlas, symbol):
    """A symbol as anyone can name it."""
    return (atlas.path_of(int(atlas.file[symbol])), int(atlas.definition[symbol]), atlas.text_of(atlas.name[symbol]))


def atlas_answers(view, names):
    """Everything the Atlas of `view` says of its living files and symbols and of `names`."""
    atlas = view.atlas
    living = [symbol for symbol in range(atlas.count) if atlas.alive[symbol]]
    files = sorted((atlas.path_of(file), file) for file in range(atlas.files) if atlas.file_alive[file])
    return {
        "files": [path for path, _ in files],
        "file facts": [file_facts(atlas, file) for _, file in files],
        "symbols": sorted(symbol_facts(atlas, symbol) for symbol in living),
        "names": [name_facts(atlas, name) for name in names],
    }


def texts(atlas, numbers):
    """The strings of these numbers, sorted."""
    return sorted(map(atlas.text_of, numbers))


def file_facts(atlas, file):
    """What is said of one file."""
    assert atlas.file_of(atlas.path_of(file)) == file
    return (
        bool(atlas.file_is_test[file]),
        atlas.text_of(atlas.folder[file]),
        atlas.text_of(atlas.package[file]),
        int(atlas.language[file]),
        bool(atlas.is_open[file]),
        texts(atlas, atlas.bound(file)),
        texts(atlas, atlas.known(file)),
        [known(atlas, symbol) for symbol in atlas.symbols_of_file(file)],
        sorted(map(atlas.path_of, atlas.links(file))),
        sorted(map(atlas.path_of, atlas.linked_from(file))),
    )


def symbol_facts(atlas, symbol):
    """What is said of one symbol."""
    uses = atlas.uses_of([symbol])
    assert not uses.owner.any()
    parent = int(atlas.parent[symbol])
    return (
        known(atlas, symbol),
        () if parent < 0 else known(atlas, parent),
        tuple(int(column[symbol]) for column in (atlas.kind, atlas.flags, atlas.start_line, atlas.end_line)),
        (int(atlas.name_start[symbol]), float(atlas.length[symbol]), bool(atlas.is_test[symbol])),
        (bool(atlas.functions[symbol]), atlas.text_of(atlas.type[symbol]), atlas.text_of(atlas.owner[symbol])),
        tuple(texts(atlas, atlas.bases_of(symbol))),
        tuple(sorted(known(atlas, member) for member in atlas.members_of(symbol))),
        atlas.signature(symbol),
        tuple(
            (atlas.text_of(name), atlas.text_of(base), atlas.text_of(via), int(form), int(start))
            for name, base, via, form, start in zip(uses.name, uses.base, uses.via, uses.form, uses.start, strict=True)
        ),
    )


def name_facts(atlas, name):
    """What is said of one name or word."""
    number = atlas.id_of(name)
    if not number:
        return ((), (), (), (), 0.0, 0)
    symbols, counts = atlas.postings(number)
    return (
        tuple(sorted(known(atlas, symbol) for symbol in atlas.symbols_named(number))),
        tuple(sorted(known(atlas, symbol) for symbol in atlas.users(number))),
        tuple(sorted(map(atlas.path_of, atlas.importing(number)))),
        tuple(sorted((known(atlas, symbol), float(count)) for symbol, count in zip(symbols, counts, strict=True))),
        round(float(atlas.use_count[number]), 3),
        int(atlas.define_count[number]),
    )
