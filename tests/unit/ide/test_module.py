"""The offer to make the file that an import asks for."""

from __future__ import annotations

import pytest

from support.menu import menu

OFFERED = {
    "relative": ("#- shop/__init__.py\n#- shop/use.py\nfrom .hel$0pers import load, save\n", "shop/helpers.py", 2),
    "two dots": ("#- a/__init__.py\n#- a/b/__init__.py\n#- a/b/c.py\nfrom ..x$0y import f\n", "a/xy.py", 1),
    "in a package that is there": (
        "#- shop/__init__.py\n#- use.py\nfrom shop.helpers$0 import load as read\n",
        "shop/helpers.py",
        1,
    ),
    "the module itself": ("#- shop/__init__.py\n#- use.py\nimport shop.hel$0pers\n", "shop/helpers.py", 0),
    "script": ("#- src/a.ts\nimport { load } from './hel$0pers';\n", "src/helpers.ts", 1),
    "script with an ending": ("#- src/a.js\nimport load from '../x/help$0ers.mjs';\n", "x/helpers.mjs", 0),
}
NOT = {
    "a file that is there": "#- helpers.py\ndef load(): ...\n#- use.py\nfrom hel$0pers import load\n",
    "a relative one that is there": "#- p/__init__.py\n#- p/h.py\nx = 1\n#- p/u.py\nfrom .h import no$0t_there\n",
    "something from outside": "#- use.py\nimport num$0py\n",
    "a package from outside": "#- use.py\nfrom requests.sess$0ions import Session\n",
    "a script's package": "#- a.ts\nimport x from 're$0act';\n",
    "no import": "#- use.py\nfrom .helpers import load\n\nlo$0ad()\n",
    "the package itself": "#- p/__init__.py\n#- p/u.py\nfrom . import he$0lpers\n",
    "another language": '#- a.go\npackage a\n\nimport "./hel$0pers"\n',
}


@pytest.mark.parametrize("name", OFFERED)
def test_the_file_is_named_with_what_is_imported_of_it(name, tmp_path):
    source, path, names = OFFERED[name]
    made = menu(source, tmp_path)["create.module"].offer.made
    assert made is not None
    assert made.path == str(tmp_path / "work" / path)
    assert len(made.names) == names


@pytest.mark.parametrize("name", NOT)
def test_any_doubt_offers_nothing(name, tmp_path):
    assert "create.module" not in menu(NOT[name], tmp_path)


def test_it_is_not_offered_on_a_mere_move_of_the_cursor(tmp_path):
    assert "create.module" not in menu(OFFERED["relative"][0], tmp_path, automatic=True)
