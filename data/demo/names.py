"""Names of customers, plainly invented: an adjective that fits nothing and a creature that does not exist.

64 × 64 pairs, the same position in both languages.
"""

from __future__ import annotations

import numpy as np

_ADJECTIVES = """
Лиловый Lilac, Клетчатый Chequered, Задумчивый Pensive, Полосатый Striped, Бархатный Velvet, Шёпотный Whispering,
Карманный Pocket, Мармеладный Marmalade, Сонный Sleepy, Марципановый Marzipan, Пряничный Gingerbread, Войлочный Felt,
Двухэтажный Double-decker, Перламутровый Pearly, Ватный Cotton, Медовый Honeyed, Кружевной Lacy, Чернильный Inky,
Заводной Clockwork, Рассеянный Absent-minded, Вежливый Polite, Невидимый Invisible, Плюшевый Plush, Кисельный Jelly,
Хвостатый Tailed, Загадочный Puzzling, Шоколадный Chocolate, Музыкальный Musical, Бумажный Paper, Воскресный Sunday,
Соломенный Straw, Перистый Feathery, Смешливый Giggling, Туманный Misty, Неспешный Unhurried, Оловянный Tin,
Сахарный Sugar, Ветреный Breezy, Узорчатый Patterned, Мечтательный Dreamy, Глиняный Clay, Пятнистый Spotted,
Косматый Shaggy, Картонный Cardboard, Простуженный Sneezing, Мятный Minty, Ореховый Nutty, Ленивый Lazy,
Берестяной Birchbark, Молчаливый Silent, Кудрявый Curly, Зевающий Yawning, Ситцевый Calico, Вязаный Knitted,
Потешный Funny, Ягодный Berry, Крылатый Winged, Ворчливый Grumpy, Румяный Rosy, Хмурый Gloomy,
Бродячий Wandering, Тихий Quiet, Оранжевый Orange, Несбыточный Never-never
"""

_CREATURES = """
грифон Griffin, единорог Unicorn, василиск Basilisk, домовой Brownie, водяной Watersprite, леший Woodsprite,
дракон Dragon, гном Gnome, тролль Troll, циклоп Cyclops, кентавр Centaur, минотавр Minotaur, пегас Pegasus,
сфинкс Sphinx, эльф Elf, гоблин Goblin, джинн Genie, великан Giant, кракен Kraken, левиафан Leviathan,
гиппогриф Hippogriff, оборотень Shapeshifter, полтергейст Poltergeist, банник Bathsprite, овинник Barnsprite,
полевик Fieldsprite, чудоюд Wonderfish, индрик Indrik, китоврас Kitovras, алконост Alkonost, змей Serpent,
кот-баюн Lullcat, колобок Dumpling, конёк Humpback, лунатик Moonwalker, снеговик Snowman, чудик Oddling,
бармаглот Jabberwock, снарк Snark, мумрик Mumrik, бабай Bogeyman, хухлик Hukhlik, анчутка Anchutka,
кощей Koschei, ворон Raven, светлячок Firefly, пряник Pryanik, самовар Samovar, валенок Feltboot,
фонарь Lantern, кит Whale, мамонт Mammoth, ёж Hedgehog, барсук Badger, филин Owl, журавль Crane,
тюлень Seal, бобёр Beaver, пингвин Penguin, жираф Giraffe, носорог Rhino, тапир Tapir, лемур Lemur, утконос Platypus
"""


def _words(text: str, language: str) -> list[str]:
    pairs = [part.split() for part in text.replace("\n", " ").split(",")]
    return [pair[0 if language == "ru" else 1] for pair in pairs]


def customer_names(places: np.ndarray, language: str) -> list[str]:
    """``places`` are different whole numbers under 4096."""
    adjectives, creatures = _words(_ADJECTIVES, language), _words(_CREATURES, language)
    form = "ООО «{} {}»" if language == "ru" else "{} {} Ltd"
    return [form.format(adjectives[place // 64], creatures[place % 64]) for place in places.tolist()]
