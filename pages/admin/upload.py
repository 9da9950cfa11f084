"""What have we, and what would a new file change? Drop exports, look, confirm; or take the last one back."""

import streamlit as st

from data import importing
from ui import demos, looking, noting, page, text, upload_reports, uploading, viewing
from ui.desk import Desk
from ui.text import _, ngettext

state = st.session_state


def upload(desk: Desk) -> None:
    page.answer(_answer(desk))
    if looking.only_looks(desk.store):
        return
    if viewing.own_managers(desk.store) is not None:
        st.caption(_("You upload your own deals: rows of others are left out, each with its reason."))
    _last_result()
    state.setdefault("upload_round", 0)
    files = st.file_uploader(
        _(
            "Exports from your CRM, Excel or 1C, several at once: deals, sales, customers, managers, products, plans"
        ),
        accept_multiple_files=True,
        key=f"upload_files_{state.upload_round}",
        max_upload_size=desk.settings.upload_megabytes,
    )
    if files:
        _look_and_confirm(desk, [importing.Source(file.name, file.getvalue()) for file in files])
    else:
        _forget()
    _past(desk)


def _answer(desk: Desk) -> str:
    if desk.is_empty:
        return _("Nothing has been uploaded yet: drop your first export below.")
    return _("The data is of {moment}.", moment=text.moment(desk.version.at))


def _look_and_confirm(desk: Desk, sources: list[importing.Source]) -> None:
    preview = _preview(desk, sources)
    kinds: dict[str, str] = {}
    mapping = dict(state.get("upload_mapping", {}))
    for file, kind, changed in uploading.cards(preview.files, len(mapping)):
        mapping |= changed
        kinds |= {file.name: kind} if kind else {}
    wanted = (kinds, mapping, dict(state.get("upload_answers", {})) | dict(uploading.questions(preview)))
    if wanted != _told():
        state.upload_kinds, state.upload_mapping, state.upload_answers = wanted
        st.rerun()
    _confirm(desk, preview)


def _told() -> tuple[dict, dict, dict]:
    return tuple(state.get(f"upload_{what}", {}) for what in ("kinds", "mapping", "answers"))


def _preview(desk: Desk, sources: list[importing.Source]) -> importing.Preview:
    """Read again only when the files, what was told of them, or the store have changed."""
    only = viewing.own_managers(desk.store)
    files = [(s.name, len(s.content), hash(s.content)) for s in sources]  # type: ignore[arg-type]
    wanted = (files, _told(), desk.version.number, only)
    if state.get("upload_wanted") != wanted:
        if "upload_preview" in state:
            state.upload_preview.close()
        given = {source.name for source in sources}  # what was said of a file since removed says nothing
        kinds, mapping, answers = (
            {key: told for key, told in one.items() if key in given or (place and _of(key) in ("", *given))}
            for place, one in enumerate(_told())
        )
        with upload_reports.progress(_("Reading the files")) as tell:
            state.upload_preview = importing.prepare(
                desk.store,
                sources,
                kinds=kinds,
                mapping=mapping,
                answers=answers,
                progress=tell,
                only_managers=only,
            )
        state.upload_wanted = wanted
    return state.upload_preview


def _of(key: str) -> str:
    """The file that a choice is about; none: every file."""
    return key.rpartition(":")[0]


def _confirm(desk: Desk, preview: importing.Preview) -> None:
    upload_reports.rejected_download(preview)
    clear = viewing.own_managers(desk.store) is None and demos.offer_to_clear(desk)
    if st.button(upload_reports.confirm_label(preview), type="primary", disabled=not preview.ready):
        with upload_reports.progress(_("Importing")) as tell:
            by = viewing.actor(desk.store)
            state.upload_result = importing.confirm(
                desk.store,
                preview,
                actor=by.name,
                now=desk.now,
                progress=tell,
                before=demos.clearing(desk) if clear else None,
            )
        noting.imported(desk.store, by, viewing.now(), state.upload_result)
        _forget()
        state.upload_round += 1
        st.rerun()


def _forget() -> None:
    if "upload_preview" in state:
        state.upload_preview.close()
    for key in ("upload_preview", "upload_wanted", "upload_kinds", "upload_mapping", "upload_answers"):
        state.pop(key, None)


def _last_result() -> None:
    if result := state.pop("upload_result", None):
        upload_reports.result(result)


def _past(desk: Desk) -> None:
    only_of = viewing.own_imports(desk.store)
    past = upload_reports.history(desk, only_of)
    last = next((one for one in past if one.undone_at is None), None)
    if last and st.button(
        _("Take the last import back"),
        icon=":material/undo:",
        help=_("Everything it brought or changed becomes as it was before."),
    ):
        undone = importing.undo(
            desk.store, now=desk.now, only_of=only_of, only_managers=viewing.own_managers(desk.store)
        )
        noting.undone(desk.store, viewing.actor(desk.store), viewing.now(), undone)
        st.toast(
            ngettext("{count} row taken back", "{count} rows taken back", undone.removed + undone.restored)
        )
        st.rerun()


page.show(_("Upload"), upload, needs_data=False, only_for=viewing.may_upload)
