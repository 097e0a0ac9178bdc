"""Tasks: a result is kept until it is applied or discarded, also over a restart."""

from contexten.edits.model import Change, EditPlan, FileEdit
from contexten.extensions.codegen.tasks import Tasks, TaskState
from contexten.store.store import Store
from contexten.store.usage import Spent
from contexten.text import Document, Patch, Span

PLAN = EditPlan(
    (
        FileEdit("/w/a.py", Document(b"a = 1\n", 3), (Change(Patch(Span(4, 5), "é".encode()), "generated body"),)),
        FileEdit(
            "/w/b.py",
            Document(b""),
            (Change(Patch(Span(0, 0), b"x"), "new file", needs_confirmation=True),),
            create=True,
        ),
    )
)


def test_a_ready_task_survives_a_restart(tmp_path):
    store = Store.open(tmp_path / "s")
    task = Tasks(store).create("Implement f", "/w/a.py")
    tasks = Tasks(store)
    assert tasks.get(task.id) is None, "a task without a result is not kept"
    first = Tasks(store)
    made = first.create("Implement f", "/w/a.py")
    first.note(made.id, Spent(calls=1, prompt_tokens=20, completion_tokens=5, dollars=0.5), ["model: it answered"])
    first.move(made.id, TaskState.READY, source="model", plan=PLAN)
    store.close()

    kept = Tasks(Store.open(tmp_path / "s")).get(made.id)
    assert kept is not None
    assert (kept.title, kept.state, kept.source) == ("Implement f", TaskState.READY, "model")
    assert kept.spent == Spent(calls=1, prompt_tokens=20, completion_tokens=5, dollars=0.5)
    assert kept.log == ("model: it answered",)
    assert kept.plan is not None
    assert [file.result.data for file in kept.plan.files] == ["a = é\n".encode(), b"x"]
    assert [file.create for file in kept.plan.files] == [False, True]
    assert kept.plan.files[1].changes[0].needs_confirmation
    assert kept.plan.files[0].base.version is None, "a version of an ended session means nothing"


def test_applying_or_discarding_ends_the_keeping():
    store = Store.open(None)
    tasks = Tasks(store)
    task = tasks.create("t", "/w/a.py")
    tasks.move(task.id, TaskState.READY, plan=PLAN)
    tasks.move(task.id, TaskState.STALE, reason="changed meanwhile")
    stale = tasks.get(task.id)
    assert stale is not None
    assert stale.plan == PLAN, "a stale task can still be shown and retried"
    tasks.move(task.id, TaskState.APPLIED)
    assert store.tasks.all() == []
    assert tasks.discard(task.id)
    assert not tasks.discard(task.id)


def test_a_damaged_row_is_dropped_not_fatal(tmp_path):
    store = Store.open(tmp_path / "s")
    store.tasks.put("broken", b"\x93\x01\x02\x03")
    assert Tasks(store).all() == ()


def test_a_task_that_is_discarded_while_it_runs_stays_forgotten():
    store = Store.open(None)
    tasks = Tasks(store)
    task = tasks.create("implement add", "/w/a.py")
    tasks.discard(task.id)
    tasks.move(task.id, TaskState.READY, plan=PLAN)
    assert (tasks.all(), store.tasks.all()) == ((), [])
