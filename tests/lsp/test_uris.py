import pytest

from contexten.lsp.uris import Spellings, default_uri, path_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.py", "/a/b.py"),
        ("file:/a/b.py", "/a/b.py"),
        ("FILE:///a/b.py", "/a/b.py"),
        ("file://localhost/a/b.py", "/a/b.py"),
        ("file:///a/./c/../b.py", "/a/b.py"),
        ("file:///a//b.py", "/a/b.py"),
        ("file:///a/b%20c.py", "/a/b c.py"),
        ("file:///a/b c.py", "/a/b c.py"),
        ("file:///a/%C3%A9.py", "/a/é.py"),
        ("file:///a/é.py", "/a/é.py"),
        ("file:///a/b%23c.py", "/a/b#c.py"),
        ("file:///a/b#c.py", "/a/b#c.py"),
        ("file:///a/100%.py", "/a/100%.py"),
        ("file:///C%3A/x/a.py", "/c:/x/a.py"),
        ("file:///c:/x/a.py", "/c:/x/a.py"),
        ("file:///C:/x/a.py", "/c:/x/a.py"),
        ("file://server/share/a.py", "//server/share/a.py"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
    ],
)
def test_variants_of_a_uri_mean_one_path(uri, path):
    assert path_of(uri) == path


@pytest.mark.parametrize(
    "uri",
    [
        "git:/a.py",
        "output:x",
        "http://x/a.py",
        "",
        "a.py",
        "/a.py",
        "file:///a%00b.py",
        "file:///\ud800.py",
        "untitled:\udc00",
    ],
)
def test_other_schemes_and_nonsense_are_no_path(uri):
    assert path_of(uri) is None


@pytest.mark.parametrize("path", ["/a/b c.py", "/a/é😀.py", "/a/b#c?d.py", "/a/100%.py", "untitled:Untitled-1"])
def test_the_plain_spelling_leads_back(path):
    assert path_of(default_uri(path)) == path


def test_the_clients_own_spelling_is_used():
    spellings = Spellings()
    assert spellings.learn("file:///c%3A/x/a.py") == "/c:/x/a.py"
    assert spellings.uri_of("/c:/x/a.py") == "file:///c%3A/x/a.py"
    spellings.forget("/c:/x/a.py")
    assert spellings.uri_of("/c:/x/a.py") == default_uri("/c:/x/a.py")


def test_files_of_the_whole_disk_are_spelled_as_the_client_spells_them():
    spellings = Spellings()
    assert spellings.learn_root("file:///") == "/"
    assert spellings.uri_of("/a/b.py") == "file:///a/b.py"


def test_new_files_are_spelled_like_their_folder():
    spellings = Spellings()
    spellings.learn_root("file:///c%3A/my%20project/")
    assert spellings.uri_of("/c:/my project/tests/test a.py") == "file:///c%3A/my%20project/tests/test%20a.py"
