from __future__ import annotations

import pytest

from bot.answers.decide import answer_question, look_up
from bot.answers.kinds import (
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    RoleList,
    Why,
)
from index.encoder.encode import Encoder
from index.fold import words_of
from index.question.names import label_roles
from index.question.question import Likeness
from index.question.read import read
from index.search.index import Index
from index.store.build import make_index
from index.words.lists import read_wording
from tests.conftest import CONTENT, ROLES, InitialEncoder, WriteContent, find, index_of


@pytest.fixture(scope="module")
def roles(model: Encoder) -> Index:
    return index_of(ROLES, model)


@pytest.fixture(scope="module")
def architect(model: Encoder) -> Index:
    return index_of(CONTENT, model)


def test_every_listed_title_gets_its_whole_role(roles: Index) -> None:
    for role in roles.roles:
        answer = answer_question(role.title, roles)
        assert answer == RoleCard(role, roles.lexicon.passages_of(role))
        assert answer.passages


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("engineering manger", "Engineering Manager"),
        ("enginering manager", "Engineering Manager"),
        ("project manger", "Project Manager"),
        ("softwar enginer", "Software Engineer"),
        ("tech leed", "Tech Lead"),
        ("techleads", "Tech Lead"),
        ("site reliablity engineer", "Site Reliability Engineer"),
    ],
)
def test_a_slip_in_a_role_is_read_as_the_role_and_said_so(
    said: str, title: str, roles: Index
) -> None:
    for question in (said, f"what does the {said} do?", f"What is expected of a {said}"):
        card = answer_question(question, roles)
        assert isinstance(card, RoleCard)
        assert (card.role.title, card.reason) == (title, Reason(said, Likeness.SLIP))
    named = read(f"who does the {said} report to in an incident?", None, roles.lexicon).roles
    assert [role.title for role in named] == [title]


def test_a_part_alone_is_asked_of_the_roles_that_have_it(roles: Index, architect: Index) -> None:
    for question in ("skills?", "and the competencies?"):
        card = answer_question(question, architect)
        assert isinstance(card, RoleCard)
        assert {passage.section for passage in card.passages} == {"Competencies"}
        choice = answer_question(question, roles)
        assert isinstance(choice, Choice)
        assert {"Tech Lead", "Product Manager"} <= {role.title for role in choice.roles}
    assert isinstance(answer_question("who has which skills?", roles), Passages | NoAnswer)


def test_a_role_is_named_by_its_level_and_its_last_word(roles: Index) -> None:
    for question in ("senior engineer", "what does a senior engineer do?"):
        card = answer_question(question, roles)
        assert isinstance(card, RoleCard)
        assert card.role.title == "Senior Software Engineer"
        assert card.reason == Reason("senior engineer", Likeness.SHORTENED)


def test_a_role_that_is_not_there_is_not_looked_for_in_passages(roles: Index) -> None:
    for question in ("staff engineer", "what does a staff engineer do?", "Principal Engineers"):
        answer = answer_question(question, roles)
        assert isinstance(answer, NoAnswer)
        assert answer.why is Why.NO_SUCH_ROLE
        assert "Software Engineer" in answer.suggestions


def test_of_one_role_of_that_kind_passages_may_answer(architect: Index) -> None:
    answer = answer_question("what does a software architect do?", architect)
    assert isinstance(answer, Passages)


@pytest.mark.parametrize(
    "question",
    [
        "Was macht ein Tech Lead?",
        "Was macht ein Tech Lead bei einem Vorfall?",
        "Qui est responsable de la documentation, l'architecte ou le Tech Lead?",
    ],
)
def test_another_language_is_declined_though_it_names_a_role(question: str, roles: Index) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, NoAnswer)
    assert answer.why is Why.NOT_UNDERSTOOD
    assert answer.suggestions == ("Tech Lead",)


def test_a_name_of_two_roles_gets_a_choice(roles: Index) -> None:
    answer = answer_question("PM", roles)
    assert isinstance(answer, Choice)
    assert [role.title for role in answer.roles] == ["Product Manager", "Project Manager"]


def test_a_part_of_a_name_of_two_roles_gets_a_choice_if_both_have_it(roles: Index) -> None:
    for question in ("PM competencies", "PM: competencies"):
        answer = answer_question(question, roles)
        assert isinstance(answer, Choice)
        assert (answer.name, answer.part, len(answer.roles)) == ("PM", "competencies", 2)
    assert isinstance(answer_question("PM roadmap", roles), Passages)


def test_of_a_long_question_not_every_beginning_is_looked_up_as_a_name(roles: Index) -> None:
    answer_question("who bakes bread?", roles)  # the names of all roles are known from now on
    before = words_of.cache_info().misses
    answer_question("bread and butter " * 230, roles)
    assert words_of.cache_info().misses - before < 100


def test_roles_of_one_title_are_chosen_by_what_tells_them_apart(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write(
        {
            "a.md": "---\ntitle: Engineer\nlevel: L2\n---\n- Builds\n",
            "b.md": "---\ntitle: Engineer\nlevel: L3\n---\n- Designs\n",
            "c.md": "---\ntitle: Cook\nlevel: L3\n---\n- Cooks\n",
            "d.md": "---\ntitle: Cook\n---\n- Bakes\n",
        }
    )
    index = index_of(folder, initials)
    for title, labels in (
        ("engineer", ("Engineer (L2)", "Engineer (L3)")),
        ("Cook", ("Cook (c.md)", "Cook (d.md)")),
    ):
        answer = answer_question(title, index)
        assert isinstance(answer, Choice)
        assert label_roles(answer.roles) == labels
        for label, role in zip(labels, answer.roles, strict=True):
            assert answer_question(label, index) == RoleCard(role, index.lexicon.passages_of(role))


def test_a_question_gets_the_passage_that_answers_it_first(architect: Index) -> None:
    answer = answer_question("who owns architecture docs?", architect)
    assert isinstance(answer, Passages)
    assert (answer.hits[0].passage.path, answer.hits[0].passage.line) == ("architect.rst", 37)
    assert len(answer.hits) == 10
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)


def test_two_roles_that_share_a_duty_are_both_found(roles: Index) -> None:
    answer = answer_question("who is responsible for runbooks?", roles)
    assert isinstance(answer, Passages)
    assert {hit.passage.role.title for hit in answer.hits[:2]} == {
        "Site Reliability Engineer",
        "Tech Lead",
    }


@pytest.mark.parametrize(
    "question",
    [
        "compare tech lead and engineering manager",
        "what's the difference between a tech lead and an engineering manager?",
        "Tech Lead vs EM",
        "tech lead or engineering manager?",
    ],
)
def test_roles_that_are_compared_are_each_told_of(roles: Index, question: str) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, Passages)
    assert answer.is_weak
    lead, manager, *others = (hit.passage for hit in answer.hits)
    assert lead.text.startswith("The Tech Lead is responsible for the technical direction")
    assert manager.text.startswith("Engineering Managers at Harbourlight are responsible for the p")
    assert {passage.role for passage in others[:2]} == {lead.role, manager.role}
    assert len({lead, manager, *others}) == len(answer.hits) == 10


def test_what_a_comparison_begins_with_has_the_score_with_which_it_was_found(roles: Index) -> None:
    question = "tech lead vs engineering manager"
    answer = answer_question(question, roles)
    assert isinstance(answer, Passages)
    found = {hit.passage: hit.score for hit in find(roles, question, 10).hits}
    assert [hit.score for hit in answer.hits] == [found.get(h.passage, 0.0) for h in answer.hits]


def test_to_ask_more_of_two_roles_is_no_comparison(roles: Index) -> None:
    question = "do tech leads earn more than product managers?"
    assert isinstance(answer_question(question, roles), NoAnswer)


def test_a_comparison_that_the_documents_make_is_quoted_first(roles: Index) -> None:
    question = "how does a software engineer differ from a senior software engineer?"
    answer = answer_question(question, roles)
    assert isinstance(answer, Passages)
    assert "The difference is" in answer.hits[0].passage.text


def test_a_question_far_from_every_document_gets_no_answer_but_the_nearest(roles: Index) -> None:
    answer = answer_question("zebra xylophone quartz", roles)
    assert isinstance(answer, NoAnswer)
    assert len(answer.nearest) == 10
    assert answer.suggestions == ()  # nothing is near by name


def test_a_question_that_is_declined_suggests_the_role_that_it_names(roles: Index) -> None:
    for question in ("how much is a tech lead paid?", "salary of the Tech Leads"):
        answer = answer_question(question, roles)
        assert isinstance(answer, NoAnswer)
        assert (answer.suggestions, answer.are_named) == (("Tech Lead",), True)
    answer = answer_question("how much is a lead paid?", roles)  # which may be another
    assert isinstance(answer, NoAnswer)
    assert not answer.are_named


def test_for_a_role_like_no_other_in_spelling_those_near_in_meaning_are_suggested(
    roles: Index,
) -> None:
    for answer in (look_up(["plumber"], roles), answer_question("is there a plumber?", roles)):
        assert isinstance(answer, NoAnswer)
        assert (answer.why, len(answer.suggestions)) == (Why.NO_SUCH_ROLE, 3)
    answer = look_up(["helpdesk"], roles)
    assert isinstance(answer, NoAnswer)
    assert answer.suggestions[0] == "Customer Support Specialist"
    assert look_up(["?"], roles) == NoAnswer("?", why=Why.NO_SUCH_ROLE)


def test_where_there_are_no_passages_no_role_is_suggested(initials: InitialEncoder) -> None:
    assert look_up(["plumber"], make_index((), (), initials)) == NoAnswer(
        "plumber", why=Why.NO_SUCH_ROLE
    )


@pytest.mark.parametrize(
    "question",
    [
        "",
        "  ",
        "...",
        "help",
        "Help?",
        "help me!",
        "What can you do?",
        "hi",
        "Hello!",
        "good morning",
    ],
)
def test_no_question_gets_help(architect: Index, question: str) -> None:
    assert answer_question(question, architect) == Help()


@pytest.mark.parametrize(
    "question", ["list", "Roles?", "all roles", "list all roles", "What roles are there?"]
)
def test_asking_for_the_roles_lists_them(roles: Index, question: str) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, RoleList)
    assert [card.role for card in answer.roles] == list(roles.roles)


@pytest.mark.parametrize(
    "question",
    [
        "thanks!",
        "Great, thank you so much!!",
        "ok",
        "OK thx 🙏",
        "yes",
        "👍🏽",
        "cool",
        "Bye.",
        "no",
        "Hi, thanks!",
        "Hi Rolebot!",
        "good evening everyone",
        "hello, how are you? 👋",
        "that’s wrong",
        "no, that is not what I asked",
    ],
)
def test_a_courtesy_gets_one_back_and_nothing_else(roles: Index, question: str) -> None:
    assert isinstance(answer_question(question, roles), Courtesy)


@pytest.mark.parametrize(
    "question", ["more", "More please!", "show me more", "what else?", "next page", "OK, go on"]
)
def test_who_asks_for_more_is_told_where_it_is(roles: Index, question: str) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, Courtesy)
    assert "Show more" in answer.reply


@pytest.mark.parametrize(
    "question",
    [
        *("thanks, who owns the runbooks?", "great expectations", "no tech lead?", "all", "so you"),
        *(
            "–",
            "what else does a tech lead do?",
            "tell me more about the tech lead",
            "more mentors",
        ),
    ],
)
def test_whatever_asks_more_is_no_courtesy(roles: Index, question: str) -> None:
    assert not isinstance(answer_question(question, roles), Courtesy)


def test_a_role_or_a_part_that_is_called_like_a_courtesy_can_be_asked_for(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write(
        {
            "a.md": "---\ntitle: OK\nother_names: [Great]\n---\n\n## Thanks\n\n- Says so\n",
            "b.md": "# Technical Artist\n\n- Paints\n",
        }
    )
    index = index_of(folder, initials)
    for question, title in (("ok!", "OK"), ("great", "OK"), ("TA", "Technical Artist")):
        answer = answer_question(question, index)
        assert isinstance(answer, RoleCard)
        assert (answer.role.title, answer.part) == (title, "")
    answer = answer_question("OK: thanks", index)
    assert isinstance(answer, RoleCard)
    assert answer.part == "thanks"


def test_a_role_called_help_can_still_be_asked_for(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write({"help.md": "# Help\n\n- Helps\n"})
    index = index_of(folder, initials)
    assert isinstance(answer_question("help", index), RoleCard)


def test_titles_that_end_with_a_command_do_not_hide_it(
    write: WriteContent, initials: InitialEncoder
) -> None:
    index = index_of(write({"a.md": "# Baker Role\n\n- Bakes\n"}), initials)
    assert isinstance(answer_question("roles", index), RoleList)


def test_a_section_or_a_named_point_of_a_role_can_be_looked_up(architect: Index) -> None:
    for part, lines in (
        ("competencies", range(62, 71)),
        ("Supervisory", [57]),
        ("teamwork", [62]),
    ):
        answer = look_up(["architect", part], architect)
        assert isinstance(answer, RoleCard)
        assert [passage.line for passage in answer.passages] == list(lines)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("tech lead skills", "Competencies"),
        ("what key skills does a tech lead need?", "Competencies"),
        ("what are the tech lead's tasks?", "Responsibilities"),
        ("what skills do I need to become a tech lead?", "Competencies"),
        ("I want to know the responsibilities of a tech lead", "Responsibilities"),
        ("what do I own as a senior software engineer?", "Ownership"),
        ("engineering manager responsibilities", "What you are responsible for"),
        ("what is an engineering manager responsible for?", "What you are responsible for"),
        ("support specialist ownership", "What you look after"),
        ("what does a support specialist own?", "What you look after"),
        ("what skills does a reliability engineer need?", "Competencies"),
        ("what does a senior software engineer own?", "Ownership"),
        (
            "what does the tech lead own?",
            "What you own > Technical direction · What you own > Running the system",
        ),
    ],
)
def test_a_section_can_be_asked_for_in_other_words_for_it(
    roles: Index, question: str, part: str
) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, RoleCard)
    assert answer.part == part
    assert {passage.section for passage in answer.passages} == set(part.split(" · "))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what does a snr. developer do?", "snr. developer"),
        ("snr. developer", "snr. developer"),
        ("what skills does an eng mgr need?", "eng mgr"),
        ("waht is expected of a Tehc Lead?", "Tehc Lead"),
    ],
)
def test_why_a_role_is_meant_quotes_what_was_typed(roles: Index, question: str, said: str) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, RoleCard)
    assert answer.reason == Reason(said, Likeness.SLIP)


@pytest.mark.parametrize("question", ["what's an SRE's job?", "whats an SREs job"])
def test_neither_an_apostrophe_nor_the_lack_of_one_makes_a_slip(
    roles: Index, question: str
) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, RoleCard)
    assert answer.reason
    assert answer.reason.likeness is Likeness.OTHER_NAME


def test_a_title_with_an_of_more_is_no_other_name(
    write: WriteContent, initials: InitialEncoder
) -> None:
    index = index_of(write({"a.md": "# VP Baking\n\nBakes.\n"}), initials)
    for name in ("VP Baking", "the VP of Baking"):
        answer = answer_question(f"what does {name} do?", index)
        assert isinstance(answer, RoleCard)
        assert answer.reason is None


def test_what_a_section_is_called_counts_before_other_words_for_it(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write({"a.md": "# Cook\n\n## Skills\n\n- Cuts\n\n## Abilities\n\n- Tastes\n"})
    index = index_of(folder, initials)
    for question, text in (
        ("what skills must a cook have?", "Cuts"),
        ("what abilities does a cook need?", "Tastes"),
        ("cook competencies", "Cuts Tastes"),
    ):
        answer = answer_question(question, index)
        assert isinstance(answer, RoleCard)
        assert " ".join(passage.text for passage in answer.passages) == text


def test_the_name_of_a_kind_of_section_that_owners_add_is_a_word_for_it(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write(
        {
            "a.md": "# Cook\n\n## Perks\n\n- Eats free\n\n## Duties\n\n- Cooks\n",
            "words.yaml": "sections:\n  Perks: [benefits]\n",
        }
    )
    index = index_of(folder, initials, read_wording(folder))
    answer = answer_question("what benefits does a cook get?", index)
    assert isinstance(answer, RoleCard)
    assert answer.part == "Perks"


@pytest.mark.parametrize(
    "question",
    [
        "tech lead technical skills",
        "how does a tech lead improve their skills?",
        "who is responsible for the tech lead?",
        "what do tech leads do on their own?",
        "tech lead requirements",  # it has none
        "what does the tech lead do?",
    ],
)
def test_what_asks_for_more_or_for_no_section_gets_no_section(roles: Index, question: str) -> None:
    answer = answer_question(question, roles)
    assert not isinstance(answer, RoleCard) or answer.part == ""


@pytest.mark.parametrize(
    "question",
    [
        "what is an engineering manager not responsible for?",
        "what doesn't a tech lead own?",
        "which skills does an SRE not need?",
        "what does a tech lead not do?",
        "what isn't expected of a tech lead?",
    ],
)
def test_what_is_not_so_is_not_answered_by_what_is(roles: Index, question: str) -> None:
    assert not isinstance(answer_question(question, roles), RoleCard)


def test_a_section_on_what_is_not_so_is_asked_for_so(
    write: WriteContent, initials: InitialEncoder
) -> None:
    text = "# Cook\n\n## What you own\n\n- Pans\n\n## What you do not own\n\n- Plates\n"
    index = index_of(write({"a.md": text}), initials)
    for question, said in (
        ("what does the cook own?", "Pans"),
        ("what does the cook not own?", "Plates"),
        ("what don't I own as a cook?", "Plates"),
        ("what do I not own as a cook?", "Plates"),
    ):
        answer = answer_question(question, index)
        assert isinstance(answer, RoleCard)
        assert [passage.text for passage in answer.passages] == [said]


def test_a_heading_that_only_mentions_the_word_is_no_section_of_that_kind(
    write: WriteContent, initials: InitialEncoder
) -> None:
    folder = write({"a.md": "# Cook\n\n## Your own growth\n\n- Reads\n\n## Food\n\n- Cooks\n"})
    answer = answer_question("what does the cook own?", index_of(folder, initials))
    assert isinstance(answer, RoleCard)
    assert answer.part == ""


def test_a_name_of_two_roles_and_other_words_for_a_section_get_a_choice(roles: Index) -> None:
    answer = answer_question("PM skills", roles)
    assert isinstance(answer, Choice)
    chosen = answer_question(f"Product Manager: {answer.part}", roles)
    assert isinstance(chosen, RoleCard)
    assert chosen.part == "Competencies"


def test_a_section_is_found_whatever_its_quotes_and_hyphens(
    write: WriteContent, initials: InitialEncoder
) -> None:
    index = index_of(write({"a.md": "# Cook\n\n## What you’ll do\n\n- Cook\n"}), initials)
    answer = look_up(["cook", "what", "you'll", "do"], index)
    assert isinstance(answer, RoleCard)
    assert [passage.text for passage in answer.passages] == ["Cook"]


def test_a_section_with_subsections_is_looked_up_whole(roles: Index) -> None:
    answer = look_up(["tech", "lead", "what", "you", "own"], roles)
    assert isinstance(answer, RoleCard)
    assert {passage.section for passage in answer.passages} == {
        "What you own > Technical direction",
        "What you own > Running the system",
    }


@pytest.mark.parametrize(
    ("section", "part", "texts"),
    [
        ("About engineering", "", ["Builds", "Is fun"]),
        ("Engineer", "engineer", ["Is fun"]),  # which is called just that
    ],
)
def test_the_rest_of_a_title_is_no_part_of_the_role(
    write: WriteContent, initials: InitialEncoder, section: str, part: str, texts: list[str]
) -> None:
    title = "---\ntitle: Backend Engineering\nother_names: [Backend]\n---\n"
    text = f"{title}- Builds\n\n## {section}\n\n- Is fun\n"
    answer = answer_question("backend engineer", index_of(write({"a.md": text}), initials))
    assert isinstance(answer, RoleCard)
    assert (answer.part, [passage.text for passage in answer.passages]) == (part, texts)


def test_a_role_is_found_through_a_slip_of_the_keys_or_its_initials(roles: Index) -> None:
    for name in ("enginering manager", "EM"):
        answer = look_up(name.split(), roles)
        assert isinstance(answer, RoleCard)
        assert answer.role.title == "Engineering Manager"


def test_an_unknown_role_is_not_guessed_but_suggested(roles: Index) -> None:
    answer = look_up(["finance", "manager"], roles)
    assert isinstance(answer, NoAnswer)
    assert answer.why is Why.NO_SUCH_ROLE
    assert "Engineering Manager" in answer.suggestions


def test_an_unknown_section_gets_the_sections_there_are(architect: Index) -> None:
    assert look_up(["architect", "salary"], architect) == NoAnswer(
        "Architect: salary",
        suggestions=("Principal Responsibilities", "Supervisory Responsibilities", "Competencies"),
        why=Why.NO_SUCH_PART,
    )


@pytest.mark.parametrize(
    ("question", "title", "contacts"),
    [
        ("who is our tech lead?", "Tech Lead", ["#eng-careers"]),
        ("who's the TL right now?", "Tech Lead", ["#eng-careers"]),
        ("who is our support specialist?", "Customer Support Specialist", ["#support-team"]),
        ("who is our specialist?", "Customer Support Specialist", []),
        ("who is our tech lead at the moment?", "Tech Lead", ["#eng-careers"]),
    ],
)
def test_who_has_a_role_is_not_in_the_documents_but_whom_to_ask_is(
    roles: Index, question: str, title: str, contacts: list[str]
) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.suggestions) == (Why.NO_PERSON, (title,))
    assert [role.contact for role in answer.contacts] == contacts
    assert answer.nearest


def test_who_has_a_role_without_a_contact_is_declined_with_the_role(architect: Index) -> None:
    answer = answer_question("who is our architect?", architect)
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.suggestions) == (Why.NO_PERSON, ("Architect",))
    assert answer.contacts == ()


def test_who_has_a_role_of_two_is_asked_of_both_contacts(roles: Index) -> None:
    answer = answer_question("who is our PM?", roles)
    assert isinstance(answer, NoAnswer)
    assert answer.suggestions == ("Product Manager", "Project Manager")
    assert [role.contact for role in answer.contacts] == [
        "#product",
        "delivery@harbourlight.example",
    ]


@pytest.mark.parametrize("question", ["who is an architect?", "what is our architect?"])
def test_what_a_role_is_gets_the_role(architect: Index, question: str) -> None:
    assert isinstance(answer_question(question, architect), RoleCard)


@pytest.mark.parametrize(
    "question",
    [
        "what is expected of a tech lead?",
        "What's a tech lead expected to do?",
        "what is the role of the tech lead?",
        "tell me about the tech lead",
        "show me everything about the Tech Lead",
        "tech lead role",
        "the tech lead",
    ],
)
def test_what_is_expected_of_a_role_is_all_of_it(roles: Index, question: str) -> None:
    answer = answer_question(question, roles)
    assert isinstance(answer, RoleCard)
    assert (answer.role.title, answer.part) == ("Tech Lead", "")
    assert answer.passages == roles.lexicon.passages_of(answer.role)


def test_what_is_expected_of_a_name_of_two_roles_gets_a_choice(roles: Index) -> None:
    assert isinstance(answer_question("what is expected of a PM?", roles), Choice)


def test_who_has_the_role_does_not_ask_what_it_is(roles: Index) -> None:
    answer = answer_question("who has the role of tech lead?", roles)
    assert not isinstance(answer, RoleCard)


def test_a_section_that_says_what_is_expected_comes_before_all_of_the_role(roles: Index) -> None:
    answer = answer_question("what are the level expectations of a software engineer?", roles)
    assert isinstance(answer, RoleCard)
    assert {passage.section for passage in answer.passages} == {"Level expectations"}


def test_documents_that_name_the_person_answer_with_their_words(
    write: WriteContent, model: Encoder
) -> None:
    text = "# Harbour Pilot\n\nOur harbour pilot is Kim Lind.\n\n- Guides ships\n"
    index = index_of(write({"pilot.md": text, "cook.md": "# Cook\n\n- Cooks\n"}), model)
    answer = answer_question("who is our harbour pilot?", index)
    assert isinstance(answer, Passages | NoAnswer)  # it may not be sure of it
    hits = answer.hits if isinstance(answer, Passages) else answer.nearest
    assert hits[0].passage.text == "Our harbour pilot is Kim Lind."
