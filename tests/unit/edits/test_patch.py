"""Patches in the text of an answer: read tolerantly, carried out only where they are sure to fit."""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contexten.edits.diff import minimal, unified
from contexten.edits.formats.patch import patched, read_patch
from contexten.edits.model import Change, FileEdit, Refused
from contexten.text import Document

ANSWER = """I renamed it in both files:

```diff
diff --git a/shop/prices.py b/shop/prices.py
index 1111111..2222222 100644
--- a/shop/prices.py
+++ b/shop/prices.py
@@ -1,2 +1,2 @@
-def gross(net):
+def brutto(net):
     return net * 1.19
--- a/shop/old.py
+++ /dev/null
@@ -1 +0,0 @@
-OLD = 1
--- /dev/null
+++ b/shop/new.py
@@ -0,0 +1,2 @@
+NEW = 1
+NEWER = 2
```

- Run the tests before you merge.
"""


def test_several_files_of_one_fence():
    first, second, third = read_patch(ANSWER)
    assert [(one.old, one.new) for one in (first, second, third)] == [
        ("shop/prices.py", "shop/prices.py"),
        ("shop/old.py", ""),
        ("", "shop/new.py"),
    ]
    before = Document.of("def gross(net):\n    return net * 1.19\n\n\nX = 1\n")
    assert patched(before, first).text == "def brutto(net):\n    return net * 1.19\n\n\nX = 1\n"
    assert patched(Document.of("OLD = 1\n"), second).text.strip() == ""
    assert patched(Document(b""), third).text == "NEW = 1\nNEWER = 2\n"


@pytest.mark.parametrize("word", ["diff", "patch", "", "text"])
def test_the_word_of_the_fence_does_not_matter(word):
    assert len(read_patch(ANSWER.replace("```diff", f"```{word}"))) == 3


def test_a_patch_without_a_fence():
    bare = ANSWER.replace("```diff\n", "").split("```")[0]
    assert [one.path for one in read_patch(bare)] == ["shop/prices.py", "shop/old.py", "shop/new.py"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "done",
        "```python\nx = 1\n```",
        "- one\n+ two\n--- three",
        "@@ this is no patch",
        "```diff\n+ only this\n```",
    ],
)
def test_what_names_no_file_is_no_patch(text):
    assert read_patch(text) == ()


def test_wrong_numbers_and_less_context_than_git_gives():
    (patch,) = read_patch("```diff\n--- a/a.py\n+++ b/a.py\n@@ -77,9 +80,9 @@\n-B = 2\n+B = 3\n```")
    assert patched(Document.of("A = 1\nB = 2\nC = 3\n"), patch).text == "A = 1\nB = 3\nC = 3\n"


@pytest.mark.parametrize(
    ("hunk", "text"),
    [
        ("@@\n-return x\n+return y", "return x\nreturn x\n"),
        ("@@ -1 +1 @@\n-gone\n+here", "there\n"),
        ("@@ -1,0 +2 @@\n+somewhere", "there\n"),
    ],
)
def test_what_fits_no_or_several_places_goes_nowhere(hunk, text):
    (patch,) = read_patch(f"```diff\n--- a/a.py\n+++ b/a.py\n{hunk}\n```")
    assert isinstance(patched(Document.of(text), patch), Refused)


def test_the_number_decides_between_equal_places():
    (patch,) = read_patch("```diff\n--- a/a.py\n+++ b/a.py\n@@ -3 +3 @@\n-x\n+y\n```")
    assert patched(Document.of("x\na\nx\nb\nx\n"), patch).text == "x\na\ny\nb\nx\n"


def test_windows_line_ends_of_the_file_stay():
    (patch,) = read_patch("```diff\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@\n A = 1\n-B = 2\n+B = 3\n+C = 4\n```")
    assert patched(Document.of("A = 1\r\nB = 2\r\n"), patch).text == "A = 1\r\nB = 3\r\nC = 4\r\n"


def test_a_new_name_a_binary_file_and_quoted_names():
    answer = """```diff
diff --git a/old.py b/new.py
similarity index 100%
rename from old.py
rename to new.py
diff --git a/logo.png b/logo.png
index 1..2
Binary files a/logo.png and b/logo.png differ
diff --git a/empty.py b/empty.py
new file mode 100644
index 0000000..e69de29
--- "a/caf\\303\\251.py"
+++ "b/caf\\303\\251.py"
@@ -1 +1 @@
-A
+B
```"""
    renamed, binary, empty, quoted = read_patch(answer)
    assert (renamed.old, renamed.new, renamed.blocks) == ("old.py", "new.py", ())
    assert patched(Document.of("A = 1\n"), renamed).text == "A = 1\n"
    assert (binary.path, isinstance(patched(Document(b""), binary), Refused)) == ("logo.png", True)
    assert (empty.old, empty.new, patched(Document(b""), empty).text) == ("", "empty.py", "")
    assert quoted.path == "café.py"


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  d", "é", "x = 1", "-", "+y", "@@"]), max_size=12)
TEXTS = st.tuples(LINES, st.booleans()).map(lambda made: "\n".join(made[0]) + ("\n" if made[1] and made[0] else ""))


@given(TEXTS, TEXTS)
def test_our_own_patch_read_back_gives_the_same_text(before, after):
    base = Document.of(before)
    changes = tuple(Change(patch, "x") for patch in minimal(base.data, after.encode()))
    diff = unified(FileEdit("/r/f.txt", base, changes), "f.txt")
    found = read_patch(f"```diff\n{diff}```")
    if before == after:
        assert diff == ""
    else:
        assert patched(base, found[0]).text == after


@given(TEXTS, TEXTS, TEXTS)
def test_a_patch_on_another_text_changes_only_what_it_names_or_nothing(before, after, other):
    base = Document.of(before)
    changes = tuple(Change(patch, "x") for patch in minimal(base.data, after.encode()))
    for patch in read_patch(f"```diff\n{unified(FileEdit('/r/f.txt', base, changes), 'f.txt')}```"):
        result = patched(Document.of(other), patch)
        if not isinstance(result, Refused):
            gone = {line for block in patch.blocks for line in block.search}
            kept = [line for line in other.split("\n") if line.strip() and line not in gone]
            assert not Counter(kept) - Counter(result.text.split("\n"))


PIECES = st.lists(
    st.sampled_from(
        ["```diff\n", "```\n", "--- a/x.py\n", "+++ b/x.py\n", "--- /dev/null\n", "+++ /dev/null\n", "@@ -1,2 +1 @@\n",
         "@@\n", "@@ -0,0 +1 @@\n", f"@@ -{'9' * 5000} +1 @@\n", "diff --git a/x.py b/x.py\n", "diff --git\n",
         '--- "a/\\x"\n', '+++ "b/\\q\ud800"\n', "rename to y\n", "new file mode 1\n", "+A\n", "-A\n", " A\n", "\n",
         "\\ No newline at end of file\n", "Binary files differ\n", "\0", "\r", "prose\n", "+++ b/\n", "--- \n"]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=1_000)
@given(PIECES, TEXTS)
@example(["--- /dev/null\n", "+++ /dev/null\n", "@@ -0,0 +1 @@\n", "+A\n"], "")
def test_whatever_an_agent_writes_is_read_without_an_error(pieces, text):
    for patch in read_patch("".join(pieces)):
        assert patch.path
        assert isinstance(patched(Document.of(text), patch), Document | Refused)


@pytest.mark.parametrize(
    ("file", "then"),
    [
        (FileEdit("/r/a.py", Document.of("A = 1\n"), (), delete=True), {"b.py": "B\n", "empty": ""}),
        (FileEdit("/r/empty", Document(b""), (), delete=True), {"a.py": "A = 1\n", "b.py": "B\n"}),
        (FileEdit("/r/a.py", Document.of("A = 1\n"), (), target="/r/n/c.py"),
         {"b.py": "B\n", "empty": "", "n/c.py": "A = 1\n"}),
        (FileEdit("/r/e.py", Document(b""), (), create=True),
         {"a.py": "A = 1\n", "b.py": "B\n", "empty": "", "e.py": ""}),
        (FileEdit("/r/a.py", Document.of("A = 1\n"),
                  tuple(Change(one, "x") for one in minimal(b"A = 1\n", b"A = 2")), target="/r/c.py"),
         {"b.py": "B\n", "empty": "", "c.py": "A = 2"}),
    ],
)  # fmt: skip
def test_git_takes_the_patch_that_a_person_is_shown(tmp_path, file, then):
    for name, text in {"a.py": "A = 1\n", "b.py": "B\n", "empty": ""}.items():
        (tmp_path / name).write_text(text)
    diff = unified(file, file.path.removeprefix("/r/"), file.target.removeprefix("/r/"))
    ran = subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=diff, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + diff
    seen = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert seen == then
