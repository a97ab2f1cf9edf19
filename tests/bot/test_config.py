import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, load_settings
from retrieval.document.source import seed_folder
from tests.bot.conftest import Command, sentence

EXAMPLE = Path(__file__).parent.parent.parent / "config.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "my.toml"


def load(file: Path, text: str, **environment: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment)


def test_nothing_configured_gives_the_documents_that_ship_and_an_index_in_the_users_cache(tmp_path: Path) -> None:
    settings = load_settings(environment={})
    assert settings == Settings()
    assert settings.places == [seed_folder()]
    assert settings.index_path == tmp_path / "home" / "wenzheng" / "index.db"


def test_a_file_sets_what_it_names_and_leaves_the_rest(file: Path) -> None:
    settings = load(file, '[index]\npath = "/srv/a.db"\n[documents]\nplaces = ["/srv/docs", "b.txt"]')
    assert settings.index_path == Path("/srv/a.db")
    assert settings.places == [Path("/srv/docs"), Path("b.txt")]
    assert settings.answer == Settings().answer


def test_a_home_is_expanded(file: Path) -> None:
    settings = load(file, '[index]\npath = "~/a.db"\n[documents]\nplaces = ["~/docs"]')
    assert settings.index_path == Path.home() / "a.db"
    assert settings.places == [Path.home() / "docs"]


def test_the_users_own_file_is_read(tmp_path: Path) -> None:
    own = tmp_path / "home" / "wenzheng" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("[answer]\nquotes = 7\n", encoding="utf-8")
    assert load_settings(environment={}).answer.quotes == 7


def test_the_environment_can_name_the_file_and_the_command_line_goes_before_it(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[answer]\nquotes = 7\n", encoding="utf-8")
    assert load_settings(None, {"WENZHENG_CONFIG": str(other)}).answer.quotes == 7
    assert load(file, "[answer]\nquotes = 8\n", WENZHENG_CONFIG=str(other)).answer.quotes == 8


def test_the_environment_goes_before_the_file(file: Path) -> None:
    text = '[answer]\nquotes = 8\n[index]\npath = "a.db"'
    settings = load(file, text, WENZHENG_ANSWER_QUOTES="9", WENZHENG_INDEX_PATH="b.db")
    assert (settings.answer.quotes, settings.index.path) == (9, "b.db")


def test_a_list_in_the_environment_is_separated_by_commas() -> None:
    settings = load_settings(environment={"WENZHENG_DOCUMENTS_PLACES": "/srv/docs, b.txt,"})
    assert settings.documents.places == ("/srv/docs", "b.txt")


def test_an_empty_list_in_the_environment_means_the_documents_that_ship() -> None:
    assert load_settings(environment={"WENZHENG_DOCUMENTS_PLACES": ""}).places == [seed_folder()]


def test_the_command_line_goes_before_all() -> None:
    settings = load_settings(environment={"WENZHENG_INDEX_PATH": "a.db", "WENZHENG_DOCUMENTS_PLACES": "a"})
    assert settings.given(None, ()) == settings
    given = settings.given("b.db", ("b",))
    assert (given.index.path, given.documents.places) == ("b.db", ("b",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[server]\nport = 1", "[server]"),
        ("quotes = 3", "[quotes]"),
        ("answer = 3", "[answer]"),
        ("[answer]\nquote = 3", "quote"),
        ("[answer]\nquotes = '3'", "[answer] quotes"),
        ("[answer]\nquotes = 3.0", "[answer] quotes"),
        ("[answer]\nquotes = true", "[answer] quotes"),
        ("[index]\npath = 3", "[index] path"),
        ("[documents]\nplaces = 'a'", "[documents] places"),
        ("[documents]\nplaces = ['a', 3]", "[documents] places"),
        ("[answer", "my.toml"),
        ("[answer]\nquotes = 3\nquotes = 4", "my.toml"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(file: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(file, text)
    assert named in str(raised.value)
    assert str(raised.value).endswith("。")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("count", ["0", "-1", "101"])
def test_a_number_of_quotes_outside_its_range_is_named(file: Path, count: str) -> None:
    with pytest.raises(ConfigError, match="quotes"):
        load(file, f"[answer]\nquotes = {count}")
    with pytest.raises(ConfigError, match="WENZHENG_ANSWER_QUOTES"):
        load_settings(environment={"WENZHENG_ANSWER_QUOTES": count})


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("True", True), ("1", True), ("false", False), ("0", False)]
)
def test_a_switch_in_the_environment_is_on_or_off(word: str, meant: bool) -> None:
    assert load_settings(environment={"WENZHENG_FETCH_ALLOW_PRIVATE": word}).fetch.allow_private is meant


def test_a_switch_is_only_on_or_off(file: Path) -> None:
    assert load(file, "[fetch]\nallow_private = true").fetch.limits.allow_private is True
    for text in ("allow_private = 1", 'allow_private = "true"', "max_mb = true"):
        with pytest.raises(ConfigError, match="fetch"):
            load(file, f"[fetch]\n{text}")
    with pytest.raises(ConfigError, match=r"WENZHENG_FETCH_ALLOW_PRIVATE .*true 或 false"):
        load_settings(environment={"WENZHENG_FETCH_ALLOW_PRIVATE": "yes"})


@pytest.mark.parametrize("text", ["max_mb = 0", "max_mb = 65", "seconds = 0", "redirects = -1"])
def test_limits_of_fetching_outside_their_range_are_named(file: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=text.partition(" ")[0]):
        load(file, f"[fetch]\n{text}")


@pytest.mark.parametrize(
    ("uri", "meant"),
    [
        ("http://milvus:19530", "http://milvus:19530"),
        ("https://u:p@milvus/base", "https://u:p@milvus/base"),
        ("/srv/m.db", "/srv/m.db"),
    ],
)
def test_milvus_is_at_an_address_or_in_a_file(uri: str, meant: str) -> None:
    settings = load_settings(environment={"WENZHENG_INDEX_ENGINE": "milvus", "WENZHENG_INDEX_URI": uri})
    assert settings.index.milvus_uri == meant
    assert settings.given(None, (), "养老").index.milvus_uri == meant


def test_a_place_of_milvus_counts_only_where_that_is_the_engine(file: Path) -> None:
    assert load(file, '[index]\nuri = "http://milvus:19530"').index.milvus_uri is None
    load(file, '[index]\nuri = "m.db"').index.check_shareable()
    assert load(file, '[index]\nengine = "milvus"\nuri = "~/m.db"').index.milvus_uri == str(Path.home() / "m.db")


@pytest.mark.parametrize("uri", ["", "milvus:19530", "m.sqlite"])
def test_what_is_no_place_of_milvus_is_named(file: Path, uri: str) -> None:
    with pytest.raises(ConfigError, match=r"\[index\] uri"):
        _ = load(file, f'[index]\nengine = "milvus"\nuri = "{uri}"').index.milvus_uri


def test_an_engine_that_is_none_is_named(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[index\] engine 应是 file 或 milvus，而不是 'tantivy'"):
        load(file, '[index]\nengine = "tantivy"')
    with pytest.raises(ConfigError, match="WENZHENG_INDEX_ENGINE"):
        load_settings(environment={"WENZHENG_INDEX_ENGINE": ""})


def test_a_word_for_a_number_in_the_environment_is_named() -> None:
    with pytest.raises(ConfigError, match=r"WENZHENG_ANSWER_QUOTES .*'三'"):
        load_settings(environment={"WENZHENG_ANSWER_QUOTES": "三"})


def test_a_byte_order_mark_does_no_harm(file: Path) -> None:
    assert load(file, "\ufeff[answer]\nquotes = 5").answer.quotes == 5


def test_nesting_without_end_is_said(file: Path) -> None:
    with pytest.raises(ConfigError, match="嵌套太深"):
        load(file, f"a = {'[' * 100_000}")


def test_a_user_that_is_not_there_is_named(file: Path) -> None:
    settings = load(file, '[index]\npath = "~no-such-user/a.db"\n[documents]\nplaces = ["~no-such-user"]')
    for place in ("index_path", "places"):
        with pytest.raises(ConfigError, match="no-such-user"):
            getattr(settings, place)


def test_a_file_that_is_not_utf8_is_named(file: Path) -> None:
    file.write_bytes("# 中文".encode("gb18030"))
    with pytest.raises(ConfigError, match=r"my\.toml"):
        load_settings(file, {})


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_was_named_and_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="读不了"):
        load_settings(tmp_path / name, {})
    with pytest.raises(ConfigError, match="读不了"):
        load_settings(None, {"WENZHENG_CONFIG": str(tmp_path / name)})


def test_the_command_says_it_in_one_sentence(wenzheng: Command, file: Path) -> None:
    assert str(file) in sentence(wenzheng("docs", "--config", file))
    file.write_text("[answer]\nquotes = true\n", encoding="utf-8")
    assert "[answer] quotes" in sentence(wenzheng("docs", "--config", file))
    assert "WENZHENG_ANSWER_QUOTES" in sentence(wenzheng.having(WENZHENG_ANSWER_QUOTES="三")("docs"))


def test_the_command_shows_as_many_passages_as_the_file_says(wenzheng: Command, file: Path) -> None:
    file.write_text("[answer]\nquotes = 2\n", encoding="utf-8")
    shown = wenzheng('"产业" OR NEAR(*)', "--config", file).stdout
    assert "[2] " in shown
    assert "[3] " not in shown


def test_the_example_gives_exactly_the_defaults() -> None:
    assert load_settings(EXAMPLE, {}) == Settings()


def test_the_example_names_every_section_and_key() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    defaults = asdict(Settings())
    assert {name: set(section) for name, section in example.items()} == {
        name: set(section) for name, section in defaults.items()
    }
