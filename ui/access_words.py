"""Roles and events of the audit, as people read them."""

from __future__ import annotations

from data.people import ADMIN, ANALYST, DIRECTOR, LEAD, MANAGER
from metrics.words import Words
from ui.text import words

ROLES = {
    DIRECTOR: Words("директор", "director"),
    LEAD: Words("руководитель команды", "team lead"),
    MANAGER: Words("менеджер", "manager"),
    ANALYST: Words("аналитик", "analyst"),
    ADMIN: Words("администратор", "administrator"),
}

EVENTS = {
    "signed_in": Words("вход", "signed in"),
    "signed_out": Words("выход", "signed out"),
    "sign_in_failed": Words("неверный пароль", "wrong password"),
    "sign_in_refused": Words("во входе отказано", "sign-in refused"),
    "sessions_ended": Words("входы завершены", "sessions ended"),
    "person_added": Words("человек добавлен", "person added"),
    "person_changed": Words("права изменены", "rights changed"),
    "password_set": Words("пароль задан", "password set"),
    "invited": Words("ссылка для пароля", "link to set a password"),
    "invitation_used": Words("ссылка использована", "link used"),
    "imported": Words("загрузка", "import"),
    "import_rejected": Words("ничего не загружено", "nothing brought in"),
    "import_undone": Words("загрузка отменена", "import taken back"),
    "mapping_forgotten": Words("чтение файла забыто", "reading of a file forgotten"),
    "mapping_taken": Words("чтение файла принято", "reading of a file taken"),
    "exported": Words("выгрузка", "export"),
    "access_refused": Words("в доступе отказано", "access refused"),
    "viewed_as": Words("смотрел глазами другого", "looked as somebody else"),
}


def role_name(role: str) -> str:
    return words(ROLES[role]) if role in ROLES else role


def event_name(event: str) -> str:
    return words(EVENTS[event]) if event in EVENTS else event
