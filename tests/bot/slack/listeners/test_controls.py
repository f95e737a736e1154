"""What can be pressed, picked and sent in Slack: below answers, on the Home tab, in modals."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.answers.ids import role_id, section_id
from bot.kept.keeper import open_keeper
from bot.kept.records import Feedback
from bot.kept.settings import Keeping
from bot.kept.store import FILE, open_store
from bot.live.library import Library
from bot.playground.records import Message, View
from bot.playground.workspace import Workspace
from bot.render.slack import actions
from bot.render.slack.state import MessageState
from bot.slack.send.seal import Seal
from tests.slack import (
    MANIFEST,
    answer_to,
    answers,
    control,
    held,
    metrics_of,
    running_bot,
    with_samples,
    words_of_blocks,
)

DOCS = "Owns and maintains the key subsystem level architectural documentation"
QUESTION = "who owns architecture docs?"

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def workspace(company: Library) -> Iterator[Workspace]:
    with running_bot(with_samples(company, QUESTION, "architect")) as workspace:
        yield workspace


def next_after(workspace: Workspace, message: Message) -> Message:
    """What comes next in that channel, as soon as it is there."""

    def later() -> list[Message]:
        return [m for m in workspace.messages(message.channel) if float(m.ts) > float(message.ts)]

    return workspace.wait_for(later)[0]


def modal_of(workspace: Workspace, user: str = "U1") -> View:
    found = workspace.wait_for(lambda: workspace.modal(user))
    assert found
    return found


def quotes(message: Message | View) -> str:
    return words_of_blocks([block for block in message.blocks if block["type"] == "rich_text"])


# Below an answer


def test_more_shows_the_next_passages_and_none_twice(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    first = answer_to(ada, workspace, QUESTION)
    assert ada.clicks(first, actions.MORE).ok
    second = next_after(workspace, first)
    assert second.viewer == "U1"
    assert "Page 1 of" in words_of_blocks(first.blocks)
    assert "Page 2 of" in words_of_blocks(second.blocks)
    assert DOCS in quotes(first)
    assert DOCS not in quotes(second)
    assert workspace.messages("C1")[0] == first  # still there


def test_every_page_of_a_role_shows_what_the_others_do_not(
    workspace: Workspace, company: Library
) -> None:
    ada = workspace.user("U1")
    page, shown = answer_to(ada, workspace, "architect"), ""
    for _ in range(20):
        shown += quotes(page)
        if not any(
            e.get("action_id") == actions.MORE for b in page.blocks for e in b.get("elements", ())
        ):
            break
        assert ada.clicks(page, actions.MORE).ok
        page = next_after(workspace, page)
    (role,) = [role for role in company.index.roles if role.title == "Architect"]
    for passage in company.index.lexicon.passages_of(role):
        assert shown.replace("\n", "").count(passage.text.replace("\n", "")) == 1, passage.text


def test_a_section_can_be_picked_from_a_card(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    card = answer_to(ada, workspace, "architect")
    assert ada.selects(
        card, actions.SECTION, held(card, actions.SECTION, section_id("Competencies"))
    ).ok
    section = next_after(workspace, card)
    assert "Teamwork" in quotes(section)
    assert "Principal" not in quotes(section)


def test_all_of_a_role_can_be_had_from_an_answer(workspace: Workspace, company: Library) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    (role,) = [role for role in company.index.roles if role.title == "Architect"]
    assert ada.selects(
        answer, actions.MENU, held(answer, actions.MENU, f"{actions.MENU_ROLE}{role_id(role)}")
    ).ok
    assert next_after(workspace, answer).text.startswith("Architect")


def test_sharing_shows_everybody_the_answer_and_who_shared_it_once(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    assert ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE)).ok
    shared = next_after(workspace, answer)
    assert not shared.is_ephemeral
    assert DOCS in shared.text
    assert {"type": "user", "user_id": "U1"} in shared.blocks[0]["elements"][0]["elements"]
    assert QUESTION in words_of_blocks(shared.blocks)
    assert ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE)).ok
    again = next_after(workspace, shared)
    assert again.is_ephemeral
    assert "already been shared" in again.text


def test_a_long_question_that_was_not_answered_is_not_answered_where_it_is_shared_and_judged(
    company: Library, tmp_path: Path
) -> None:
    keeping = Keeping(folder=tmp_path)
    keeper = open_keeper(keeping)
    german = "Wer ist denn eigentlich dafür zuständig, dass die Suppe und die Flaggen da sind? "
    question = f"{QUESTION} " * 3 + german * 33
    with keeper, running_bot(company, keeper=keeper) as workspace:
        ada = workspace.user("U1")
        answer = answer_to(ada, workspace, question)
        assert "I did not understand" in answer.text
        assert ada.clicks(answer, actions.UNHELPFUL).ok
        workspace.wait_for(lambda: keeper.kept == 2)
        assert ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE)).ok
        shared = next_after(workspace, answer)
        assert not shared.is_ephemeral
        assert "I did not understand" in shared.text
        assert DOCS not in shared.text
    judged = [one for one in open_store(keeping).read() if isinstance(one, Feedback)]
    assert [one.kind for one in judged] == ["no_answer"]


def test_sharing_that_slack_did_not_take_can_be_tried_again(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    workspace.fail("response_url", status=500)
    assert ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE)).ok
    told = next_after(workspace, answer)
    assert "try again" in told.text
    assert ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE)).ok
    assert not next_after(workspace, told).is_ephemeral


def test_what_a_button_shows_gets_to_who_pressed_it_if_its_address_is_refused(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    workspace.fail("response_url", status=404)
    assert ada.clicks(answer, actions.MORE).ok
    more = next_after(workspace, answer)
    assert more.viewer == "U1"
    workspace.wait_for(lambda: workspace.calls("chat.postEphemeral"))


def test_sharing_works_where_the_bot_is_not(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    ada.command("/role", QUESTION, "C2")
    (answer,) = workspace.messages("C2")
    ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE))
    assert not next_after(workspace, answer).is_ephemeral


def test_a_press_that_is_sent_again_is_done_once(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    ada.clicks(answer, actions.MORE)
    next_after(workspace, answer)
    (delivery,) = workspace.deliveries("interactive")
    assert workspace.redeliver(delivery).ok
    answer_to(ada, workspace, "help")
    assert len(workspace.calls("response_url")) == 1


def test_a_button_older_than_the_documents_says_so(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    blocks = json.loads(json.dumps(answer.blocks))
    for block in blocks:
        if MessageState.unpack(block.get("block_id", "")[:-16]):
            packed = MessageState("passages", "?", ("0" * 10,)).pack()
            block["block_id"] = Seal.of(workspace.signing_secret).sealed(packed, "block", "", "")
    old = workspace.store.change_message(answer, blocks=tuple(blocks))
    assert ada.clicks(old, actions.MORE).ok
    assert "documents have changed" in next_after(workspace, answer).text


def test_a_suggested_role_is_one_press_away(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, "what does the plumber do?")
    assert "know no such role" in answer.text
    button = control(answer, actions.ASK)
    assert ada.clicks(answer, actions.ASK, button["value"]).ok
    assert next_after(workspace, answer).text.startswith(button["text"]["text"])


def test_a_name_that_fits_several_roles_is_asked_back(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    choice = answer_to(ada, workspace, "engineer")
    assert "Which one?" in choice.text
    button = control(choice, actions.ROLE)
    assert ada.clicks(choice, actions.ROLE, button["value"]).ok
    assert "Engineer" in next_after(workspace, choice).text


def test_a_role_can_be_picked_from_the_list(workspace: Workspace, company: Library) -> None:
    ada = workspace.user("U1")
    listed = answer_to(ada, workspace, "list")
    lead = next(role for role in company.index.roles if role.title == "Tech Lead")
    assert ada.selects(listed, actions.ROLE_PICK, held(listed, actions.ROLE_PICK, role_id(lead))).ok
    assert next_after(workspace, listed).text.startswith("Tech Lead")


def test_in_a_thread_the_next_page_comes_below(workspace: Workspace) -> None:
    asked = workspace.user("U1").mention("C1", QUESTION).message
    assert asked
    (answer,) = answers(workspace, "C1")
    assert workspace.user("U2").clicks(answer, actions.MORE).ok
    more = next_after(workspace, answer)
    assert more.thread_ts == asked.ts
    assert not more.is_ephemeral


def test_a_guest_who_presses_a_button_is_refused_in_private(workspace: Workspace) -> None:
    workspace.add_person("U7", "gus", kind="guest")
    workspace.add_channel("C3", "project", members=["U1", "U7"])
    workspace.user("U1").mention("C3", QUESTION)
    (answer,) = answers(workspace, "C3")
    assert workspace.user("U7").clicks(answer, actions.MORE).ok
    refusal = next_after(workspace, answer)
    assert refusal.viewer == "U7"
    assert "guests" in refusal.text


def test_who_asks_nothing_can_choose_a_sample_or_a_role(
    workspace: Workspace, company: Library
) -> None:
    ada = workspace.user("U1")
    guide = answer_to(ada, workspace, "")
    assert ada.clicks(guide, actions.ASK, held(guide, actions.ASK, QUESTION)).ok
    answer = next_after(workspace, guide)
    assert DOCS in quotes(answer)
    lead = next(role for role in company.index.roles if role.title == "Tech Lead")
    suggested = ada.suggest(guide, actions.ROLE_PICK, "tech")
    assert isinstance(suggested.body, dict)
    assert suggested.body["options"][0]["value"][:-16] == role_id(lead)
    picked = suggested.body["options"][0]["value"]
    assert ada.selects(guide, actions.ROLE_PICK, picked).ok
    assert next_after(workspace, answer).text.startswith("Tech Lead")


# Feedback


def test_feedback_is_thanked_for_and_kept_without_the_person(
    company: Library, tmp_path: Path
) -> None:
    keeper = open_keeper(Keeping(folder=tmp_path))
    with keeper, running_bot(company, keeper=keeper) as workspace:
        ada = workspace.user("U1")
        answer = answer_to(ada, workspace, QUESTION)
        assert ada.clicks(answer, actions.HELPFUL).ok
        thanks = next_after(workspace, answer)
        assert thanks.viewer == "U1"
        assert "Thank you" in thanks.text
        asked = ada.mention("C1", QUESTION).message
        assert asked
        below = workspace.wait_for(
            lambda: [m for m in workspace.messages("C1", asked.ts) if m.from_bot]
        )[0]
        value = control(below, actions.FEEDBACK)["negative_button"]["value"]
        assert ada.clicks(below, actions.FEEDBACK, value).ok
        form = modal_of(workspace)
        ada.selects(form, actions.REASON, held(form, actions.REASON, "outdated"))
        block = next(b for b in form.blocks if b.get("element", {}).get("type") != "radio_buttons")
        ada.types(form, block["block_id"], actions.COMMENT, "We use a wiki now.")
        assert ada.submits(form).ok
        assert workspace.modal("U1") is None
        workspace.wait_for(lambda: keeper.kept >= 3)
        workspace.user("U1").command("/role", "how much is an architect paid?", "C1")
        workspace.wait_for(lambda: keeper.kept >= 4)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        kept = "\n".join(database.iterdump())
    assert "We use a wiki now." in kept
    assert "how much is an architect paid?" in kept
    assert asked.ts not in kept
    # As whole words: an id of hexadecimal digits may well contain "ada".
    assert not {"U1", "ada", "C1"} & set(re.findall(r"\w+", kept))


def test_where_nothing_is_kept_an_opinion_is_counted_and_no_comment_asked_for(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    assert ada.clicks(answer, actions.HELPFUL).ok
    thanks = next_after(workspace, answer)
    assert thanks.text == "Thank you. It is counted, and nothing else of it is kept."
    assert ada.clicks(answer, actions.UNHELPFUL).ok
    form = modal_of(workspace)
    assert [block["element"]["type"] for block in form.blocks] == ["radio_buttons"]
    ada.selects(form, actions.REASON, held(form, actions.REASON, "outdated"))
    assert ada.submits(form).ok
    opinions = ("helpful", "unhelpful", "outdated")
    counted = [f'rolebot_opinions_total{{opinion="{opinion}"}} 1.0' for opinion in opinions]
    workspace.wait_for(lambda: all(line in metrics_of(workspace) for line in counted))


def test_what_one_person_says_last_of_an_answer_is_what_counts(
    company: Library, tmp_path: Path
) -> None:
    keeping = Keeping(folder=tmp_path)
    keeper = open_keeper(keeping)
    with keeper, running_bot(company, keeper=keeper) as workspace:
        asked = workspace.user("U1").mention("C1", QUESTION).message
        assert asked
        (answer,) = answers(workspace, "C1")
        value = control(answer, actions.FEEDBACK)["positive_button"]["value"]
        for user in ("U1", "U1", "U1", "U2"):
            assert workspace.user(user).clicks(answer, actions.FEEDBACK, value).ok
        workspace.wait_for(lambda: keeper.kept == 4)
    assert len(open_store(keeping).read()) == 2


def test_a_follow_up_in_vain_is_quoted_as_it_was_asked_and_kept_as_it_was_understood(
    company: Library, tmp_path: Path
) -> None:
    with (
        open_keeper(Keeping(folder=tmp_path)) as keeper,
        running_bot(company, keeper=keeper) as workspace,
    ):
        ada = workspace.user("U1")
        asked = ada.mention("C1", "architect").message
        assert asked
        below = workspace.wait_for(lambda: workspace.messages("C1", asked.ts)[1:])
        ada.mention("C1", "and what about bananas?", asked.ts)
        last = workspace.wait_for(lambda: workspace.messages("C1", asked.ts)[len(below) + 2 :])[-1]
        assert "The role documents do not answer “and what about bananas?”." in last.text
        workspace.wait_for(lambda: keeper.kept)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        kept = database.execute("select question from rolebot_unanswered").fetchall()
    assert kept == [("Architect: bananas",)]


def test_who_may_not_judge_an_answer_is_told_so_in_private_and_nothing_is_kept(
    company: Library, tmp_path: Path
) -> None:
    keeper = open_keeper(Keeping(folder=tmp_path))
    with keeper, running_bot(company, keeper=keeper, more={"rate_limit": 1}) as workspace:
        workspace.add_person("U7", "gus", kind="guest")
        workspace.add_channel("C3", "project", members=["U1", "U7"])
        ada = workspace.user("U1")
        ada.mention("C3", QUESTION)
        (answer,) = answers(workspace, "C3")
        value = control(answer, actions.FEEDBACK)["positive_button"]["value"]
        assert workspace.user("U7").clicks(answer, actions.FEEDBACK, value).ok
        refusal = next_after(workspace, answer)
        assert (refusal.viewer, "guests" in refusal.text) == ("U7", True)
        assert ada.clicks(answer, actions.FEEDBACK, value).ok
        refusal = next_after(workspace, refusal)
        assert (refusal.viewer, "wait a minute" in refusal.text) == ("U1", True)
        assert (keeper.kept, keeper.waiting) == (0, 0)


def test_of_a_message_that_somebody_else_wrote_no_words_are_kept(
    company: Library, tmp_path: Path
) -> None:
    keeper = open_keeper(Keeping(folder=tmp_path))
    with keeper, running_bot(company, keeper=keeper) as workspace:
        ada = workspace.user("U1")
        said = workspace.user("U2").says("C1", "how much is an architect paid?").message
        assert said
        ada.message_shortcut(actions.FIND_OWNER, said)
        assert "do not answer" in words_of_blocks(modal_of(workspace).blocks)
        workspace.wait_for(lambda: keeper.kept)
    assert b"paid" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


# The Home tab


def test_the_home_tab_says_what_is_answered_from_and_what_is_kept(workspace: Workspace) -> None:
    workspace.user("U1").opens_home()
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    words = words_of_blocks(home.blocks)
    assert "9 roles" in words
    assert "25 November 2026" in words
    assert "Nothing is kept." in words
    assert QUESTION in words


def test_a_search_on_the_home_tab_opens_the_answer(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    ada.opens_home()
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    block = next(block for block in home.blocks if block["type"] == "input")
    assert ada.types(home, block["block_id"], actions.SEARCH, QUESTION).ok
    assert DOCS in quotes(modal_of(workspace))


def test_a_sample_and_a_picked_role_open_the_answer(workspace: Workspace, company: Library) -> None:
    ada = workspace.user("U1")
    ada.opens_home()
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    assert ada.clicks(home, actions.ASK, held(home, actions.ASK, QUESTION)).ok
    modal = modal_of(workspace)
    assert DOCS in quotes(modal)
    ada.closes(modal)
    lead = next(role for role in company.index.roles if role.title == "Tech Lead")
    assert ada.selects(home, actions.ROLE_PICK, held(home, actions.ROLE_PICK, role_id(lead))).ok
    assert "Tech Lead" in words_of_blocks(modal_of(workspace).blocks)


def test_in_a_modal_the_next_page_takes_its_place(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    ada.opens_home()
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    ada.clicks(home, actions.ASK, held(home, actions.ASK, QUESTION))
    modal = modal_of(workspace)
    assert ada.clicks(modal, actions.MORE).ok
    workspace.wait_for(lambda: DOCS not in quotes(modal_of(workspace)))
    assert modal_of(workspace).id == modal.id


def test_an_answer_that_cannot_be_opened_any_more_comes_as_a_message(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    ada.opens_home()
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    workspace.fail("views.open", "expired_trigger_id")
    ada.clicks(home, actions.ASK, held(home, actions.ASK, QUESTION))
    (direct,) = answers(workspace, workspace.direct("U1"))
    assert DOCS in direct.text


def test_a_guest_sees_on_the_home_tab_why_there_is_nothing(workspace: Workspace) -> None:
    workspace.add_person("U7", "gus", kind="guest")
    workspace.user("U7").opens_home()
    home = workspace.wait_for(lambda: workspace.home("U7"))
    assert home
    assert "guests" in words_of_blocks(home.blocks)
    assert "Architect" not in words_of_blocks(home.blocks)


# Shortcuts


def test_the_global_shortcut_asks_and_its_form_becomes_the_answer(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    assert ada.shortcut(actions.ASK_ROLE).ok
    form = modal_of(workspace)
    ada.types(form, actions.QUESTION, actions.QUESTION, QUESTION)
    assert ada.submits(form).ok
    assert DOCS in quotes(modal_of(workspace))


def test_an_empty_form_is_sent_back_with_what_is_missing(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    ada.shortcut(actions.ASK_ROLE)
    ada.submits(modal_of(workspace))
    assert modal_of(workspace).errors == {actions.QUESTION: "Type a question, or choose a role."}


def test_a_role_alone_gets_its_card_from_the_form(workspace: Workspace, company: Library) -> None:
    ada = workspace.user("U1")
    ada.shortcut(actions.ASK_ROLE)
    form = modal_of(workspace)
    lead = next(role for role in company.index.roles if role.title == "Tech Lead")
    ada.selects(form, actions.ROLE_PICK, held(form, actions.ROLE_PICK, role_id(lead)))
    assert ada.submits(form).ok
    assert "Tech Lead" in words_of_blocks(modal_of(workspace).blocks)


def test_the_message_shortcut_finds_who_owns_what_a_message_asks_about(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    asked = workspace.user("U2").says("C1", "The architecture docs are out of date again!").message
    assert asked
    assert ada.message_shortcut(actions.FIND_OWNER, asked).ok
    modal = modal_of(workspace)
    assert DOCS in quotes(modal)
    assert ada.clicks(modal, actions.IN_THREAD).ok
    posted = next_after(workspace, asked)
    assert posted.thread_ts == asked.ts
    assert DOCS in posted.text
    workspace.wait_for(lambda: "Posted" in words_of_blocks(modal_of(workspace).blocks))
    assert "Post in thread" not in words_of_blocks(modal_of(workspace).blocks)


def test_the_message_shortcut_reads_what_another_app_has_attached(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    said = workspace.user("U2").says("C1", "?").message
    assert said
    alert = {"attachments": [{"title": "Alert", "text": "The architecture docs are out of date!"}]}
    assert ada.message_shortcut(
        actions.FIND_OWNER, replace(said, text="", blocks=(), extra=alert)
    ).ok
    assert DOCS in quotes(modal_of(workspace))


def test_of_a_message_without_words_it_says_that_there_are_none(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    said = workspace.user("U2").says("C1", "?").message
    assert said
    assert ada.message_shortcut(actions.FIND_OWNER, replace(said, text="", blocks=())).ok
    assert "no words" in words_of_blocks(modal_of(workspace).blocks)


def test_an_answer_is_posted_below_a_message_once(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    asked = workspace.user("U2").says("C1", "Who keeps the architecture docs?").message
    assert asked
    for told in ("Posted", "already been shared"):
        ada.message_shortcut(actions.FIND_OWNER, asked)
        ada.clicks(modal_of(workspace), actions.IN_THREAD)
        workspace.wait_for(lambda: told in words_of_blocks(modal_of(workspace).blocks))  # noqa: B023
        ada.closes(modal_of(workspace))
    assert len([m for m in workspace.messages("C1", asked.ts) if m.from_bot]) == 1


def test_what_is_no_answer_cannot_be_posted(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    asked = workspace.user("U2").says("C1", "help").message
    assert asked
    ada.message_shortcut(actions.FIND_OWNER, asked)
    assert "Post in thread" not in words_of_blocks(modal_of(workspace).blocks)


def test_an_answer_cannot_be_posted_where_the_bot_is_not(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    asked = workspace.user("U2").says("C2", "Who keeps the architecture docs?").message
    assert asked
    ada.message_shortcut(actions.FIND_OWNER, asked)
    ada.clicks(modal_of(workspace), actions.IN_THREAD)
    workspace.wait_for(lambda: "/invite" in words_of_blocks(modal_of(workspace).blocks))


# Parity


NOBODY = "Nobody listens to"
PRESSED = (
    *(actions.MORE, actions.MENU, actions.SECTION, actions.ROLE, actions.ROLE_PICK, actions.ASK),
    *(actions.HELPFUL, actions.UNHELPFUL, actions.FEEDBACK, actions.OPEN, actions.SUGGEST),
    *(actions.SEARCH, actions.IN_THREAD),
)
SENT = (actions.ASK_ROLE, actions.REASON)


@pytest.mark.parametrize("name", MANIFEST["settings"]["event_subscriptions"]["bot_events"])
def test_every_event_that_is_subscribed_to_has_a_listener(
    workspace: Workspace, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level("INFO", "bot")
    kind = name.partition(".")[0]
    # from a bot, so that nobody is answered
    event = {"type": kind, "user": "U1", "channel": "C1", "ts": "1.1", "bot_id": "B1"}
    assert workspace.event(event, name).ok
    assert workspace.event({"type": "team_join"}, "app_mention").ok
    unheard = [r.getMessage() for r in caplog.records if NOBODY in r.getMessage()]
    assert unheard == [f"{NOBODY} team_join"]


def interaction(kind: str, **more: object) -> bytes:
    user = {"id": "U1", "team_id": "T0HOME"}
    return urlencode(
        {"payload": json.dumps({"type": kind, "user": user, "trigger_id": "1", **more})}
    ).encode()


@pytest.mark.parametrize("name", [*PRESSED, "unknown"])
def test_everything_that_can_be_pressed_has_a_listener(
    workspace: Workspace, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level("INFO", "bot")
    action = {
        "type": "button",
        "action_id": name,
        "block_id": "b",
        "selected_option": {"value": "?"},
    }
    view = {"type": "home", "id": "V1", "blocks": [], "private_metadata": ""}
    ack = workspace.post_raw(interaction("block_actions", actions=[action], view=view))
    assert ack.status == 200
    assert (NOBODY in caplog.text) == (name == "unknown")


def test_what_can_be_pressed_is_what_is_named() -> None:
    named = {
        value
        for name, value in vars(actions).items()
        if name.isupper() and not name.startswith("MENU_")
    }
    shown_in_forms = {actions.QUESTION, actions.COMMENT, actions.ANSWER, actions.ALL}
    shortcuts = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}
    assert named == {*PRESSED, *SENT} | shown_in_forms | shortcuts


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("view_submission", name) for name in SENT),
        *(
            ("shortcut" if shortcut["type"] == "global" else "message_action", name)
            for shortcut in MANIFEST["features"]["shortcuts"]
            for name in [shortcut["callback_id"]]
        ),
    ],
)
def test_every_form_and_shortcut_has_a_listener(
    workspace: Workspace, caplog: pytest.LogCaptureFixture, kind: str, name: str
) -> None:
    caplog.set_level("INFO", "bot")
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": name,
        "state": {"values": {}},
        "private_metadata": "",
    }
    more = {"view": view} if kind == "view_submission" else {"channel": {"id": "C1"}}
    ack = workspace.post_raw(interaction(kind, callback_id=name, **more))
    assert ack.status == 200
    assert NOBODY not in caplog.text


def test_roles_are_suggested_for_what_is_typed(workspace: Workspace) -> None:
    typed = interaction("block_suggestion", action_id=actions.ROLE_PICK, block_id="b", value="tech")
    ack = workspace.post_raw(typed)
    assert isinstance(ack.body, dict)
    assert ack.body["options"][0]["text"]["text"] == "Tech Lead"


def test_no_roles_are_suggested_to_a_guest_in_somebody_elses_answer(workspace: Workspace) -> None:
    gus = workspace.add_person("U7", "gus", kind="guest")
    workspace.add_channel("C3", "project", members=["U1", "U7"])
    workspace.user("U1").mention("C3", "")
    (guide,) = answers(workspace, "C3")
    suggested = gus.suggest(guide, actions.ROLE_PICK, "tech")
    assert suggested.ok
    assert suggested.body == {"options": []}


def test_typing_a_role_does_not_count_as_asking(company: Library) -> None:
    with running_bot(company, more={"rate_limit": 2}) as workspace:
        ada = workspace.user("U1")
        guide = answer_to(ada, workspace, "")
        for typed in ("t", "te", "tec", "tech"):
            ack = ada.suggest(guide, actions.ROLE_PICK, typed)
            assert isinstance(ack.body, dict)
            assert ack.body["options"]
        assert DOCS in quotes(answer_to(ada, workspace, QUESTION))


def test_a_command_of_the_manifest_has_a_listener(workspace: Workspace) -> None:
    for command in MANIFEST["features"]["slash_commands"]:
        assert workspace.user("U1").command(command["command"], "help", "C1").ok
