"""Invented reports in the manner of a state news agency. Nothing in here happened; no sentence is anyone else's."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SURNAMES = [
    "Kim",
    "Ri",
    "Pak",
    "Choe",
    "Jong",
    "Kang",
    "Jo",
    "Yun",
    "Jang",
    "Rim",
    "Han",
    "Hwang",
    "Ryu",
    "Hong",
    "Jon",
    "Paek",
]
SYLLABLES = [
    "Chol",
    "Hyok",
    "Sun",
    "Myong",
    "Kwang",
    "Il",
    "Nam",
    "Yong",
    "Song",
    "Hui",
    "Jin",
    "Ok",
    "Su",
    "Ryong",
    "Kyong",
    "Chun",
    "Hyang",
    "Un",
    "Gil",
    "Ho",
]
COUNTIES = ["Uiju", "Sinhung", "Samchon", "Tongchon", "Kophung", "Yonan", "Hwadae", "Unpha", "Onchon", "Kumya"]
PROVINCES = ["North Hamgyong", "South Hamgyong", "Jagang", "Kangwon", "South Hwanghae", "North Phyongan"]
COUNTRIES = [
    ("Russian", "Russian Federation", "RUS"),
    ("Chinese", "People's Republic of China", "CHN"),
    ("Vietnamese", "Socialist Republic of Vietnam", "VNM"),
    ("Cuban", "Republic of Cuba", "CUB"),
    ("Lao", "Lao People's Democratic Republic", "LAO"),
    ("Syrian", "Syrian Arab Republic", "SYR"),
    ("Iranian", "Islamic Republic of Iran", "IRN"),
    ("Mongolian", "Mongolia", "MNG"),
]
CROPS = ["rice", "maize", "wheat", "barley", "potatoes", "soybeans"]
GOODS = ["ceramic tiles", "work gloves", "notebooks", "water pumps", "window glass", "bicycle tyres", "soy sauce"]


@dataclass(frozen=True)
class Story:
    """An invented report: `key` tells it from others, `paragraphs[0]` opens with the dateline where `dateline` is given."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    day: date
    dateline: str | None = None
    topic: str = "Latest News"

    @property
    def body(self) -> str:
        """The paragraphs joined by a line feed."""
        return "\n".join(self.paragraphs)


def dated(
    key: str,
    title: str,
    day: date,
    *paragraphs: str,
    place: str = "Pyongyang",
    agency: str = "KCNA",
    dash: str = " -- ",
) -> Story:
    """A report under a dateline of its day."""
    line = f"{place}, {MONTHS[day.month - 1]} {day.day} ({agency}){dash}"
    return Story(key, title, (line + paragraphs[0], *paragraphs[1:]), day, line)


def without(story: Story, cut: str, put: str = "") -> Story:
    """STORY with the words CUT replaced by PUT in its paragraphs."""
    changed = tuple(p.replace(cut, put) for p in story.paragraphs)
    assert changed != story.paragraphs, f"{story.key} does not hold {cut!r}"
    return replace(story, paragraphs=changed)


def name(rng: random.Random) -> str:
    """A name that nobody is known by."""
    return f"{rng.choice(SURNAMES)} {rng.choice(SYLLABLES)} {rng.choice(SYLLABLES)}"


def routine(number: int, seed: int = 7) -> Story:
    """The NUMBERth report of an endless series of invented routine ones."""
    rng = random.Random(f"{seed}/{number}")
    day = date(2019, 1, 1) + timedelta(days=number % 2400)
    kind = number % 6
    if kind == 0:
        who, county = name(rng), rng.choice(COUNTIES)
        return dated(
            f"r{number}",
            "Birthday Spread to Woman Centenarian",
            day,
            f"The sample's people's committee sent a birthday spread to {who} living in {county} County on her 100th birthday.",
            f"{who} thanked the neighbours who had come with {rng.choice(CROPS)} and songs, and danced with her {rng.randint(3, 40)} grandchildren.",
        )
    if kind == 1:
        farm, crop, share = rng.choice(COUNTIES), rng.choice(CROPS), rng.randint(3, 40)
        return dated(
            f"r{number}",
            f"{farm} Sample Farm Finishes Sowing of {crop.capitalize()}",
            day,
            f"The {farm} Sample Farm in {rng.choice(PROVINCES)} Province has finished the sowing of {crop} {share} days earlier than planned.",
            f"Workers of the {rng.choice(COUNTIES)} County Agricultural Sample Station lent {share + 2} machines and {rng.randint(100, 900)} litres of fuel.",
            f'"We counted every seed twice," said {name(rng)}, manager of the farm.',
        )
    if kind == 2:
        demonym, state, _ = rng.choice(COUNTRIES)
        who = name(rng)
        return dated(
            f"r{number}",
            f"{demonym} Guests Visit Sample Exhibition",
            day,
            f"A group of guests from the {state} looked round the Sample Exhibition of Invented Goods {rng.randint(2, 30)} days after its opening.",
            f"They were met by {who}, director of the Sample Exhibition Bureau, and shown {rng.randint(100, 5000)} kinds of {rng.choice(GOODS)}.",
            f"Both sides agreed to exchange {rng.choice(GOODS)} every {rng.choice(['spring', 'summer', 'autumn'])}.",
        )
    if kind == 3:
        city = rng.choice(["Wonsan", "Sinuiju", "Chongjin", "Hamhung"])
        return dated(
            f"r{number}",
            f"New {rng.choice(GOODS).capitalize()} Made in {city}",
            day,
            f"The {city} Sample Factory turned out {rng.randint(2, 90)} thousand {rng.choice(GOODS)} in {MONTHS[(day.month + 10) % 12]}.",
            f"Technicians led by {name(rng)} cut the use of electricity by {rng.randint(5, 45)} percent.",
        )
    if kind == 4:
        demonym, state, _ = rng.choice(COUNTRIES)
        minister, other = name(rng), name(rng)
        return dated(
            f"r{number}",
            f"DPRK and {demonym} Sample Delegations Hold Talks",
            day,
            f"Talks were held between {minister}, vice-minister of Invented Industry, and a delegation of the {state} on {rng.choice(GOODS)}.",
            f"Present there were {other}, director of the Sample Trade Bureau, {name(rng)}, manager of the Paper Sample Company, and officials concerned.",
            f"The two sides signed {rng.randint(2, 9)} agreements that do not exist outside this sample.",
        )
    return dated(
        f"r{number}",
        f"Sample Choir Performs in {rng.choice(COUNTIES)} County",
        day,
        f"The Sample Choir of {rng.choice(PROVINCES)} Province sang {rng.randint(10, 60)} songs for builders in {rng.choice(COUNTIES)} County.",
        f"The audience of {rng.randint(200, 4000)} asked {name(rng)} to sing the {rng.randint(2, 9)}th song again.",
    )


def special() -> Iterator[Story]:
    """The reports that the sample's own history is about."""
    yield dated(
        "opening",
        "Bridge of Samples Opened",
        date(2026, 1, 12),
        "The Bridge of Samples over the invented Paper River was opened with a ceremony on January 11.",
        "Present there were Kang Il Su, minister of Invented Transport, Ri Hyang Ok, director of the Sample Bridge Bureau, "
        "Pak Chol Gil, manager of the Paper River Sample Company, and builders.",
        "Kang Il Su said that no train would ever cross it, for the river is not there.",
        "A performance of the Sample Choir followed.",
    )
    yield dated(
        "output",
        "Sample Factory Raises Output",
        date(2026, 1, 14),
        "The Wonsan Sample Factory turned out 1 200 invented clocks in the first days of the year.",
        "Its workers aim at 15 000 by the end of the year, said Jo Myong Jin, manager of the factory.",
    )
    yield dated(
        "withdrawn",
        "Sample Weather Forecast for Invented Coast",
        date(2026, 1, 15),
        "The Invented Hydro-meteorological Bureau foresees rain of paper scraps on the coast of Kangwon Province on January 16.",
        "Fishermen of Thongchon County were asked to take umbrellas, said Hong Kyong Nam, chief of the bureau.",
    )
    yield dated(
        "moved",
        "Sample Museum Shows Old Maps",
        date(2026, 1, 16),
        "The Sample Museum shows 40 maps of places that nobody has found.",
        "Visitors from the Russian Federation and the Socialist Republic of Vietnam wrote in the guest book.",
    )
    yield dated(
        "leader",
        "Kim Jong Un Receives Floral Basket in Sample Story",
        date(2026, 1, 17),
        "Kim Jong Un, general secretary of the Workers' Party of Korea and president of the State Affairs of the "
        "Democratic People's Republic of Korea, received a floral basket of paper from the makers of this sample.",
        "It was conveyed to an official concerned by Song Chun Hui, who wrote these lines.",
    )
    yield dated(
        "talks",
        "Invented Talks between Foreign Ministries Held",
        date(2026, 1, 19),
        "Talks on the exchange of samples took place in Moscow between the DPRK Foreign Ministry and the Russian Foreign Ministry on January 18.",
        "Both sides agreed that every word of the talks had been made up.",
        "The Russian side gave the DPRK side an empty folder.",
    )
    yield dated(
        "abroad",
        "Sample Solidarity Meeting Held Abroad",
        date(2026, 1, 20),
        "A sample solidarity meeting was held at the hall of an invented society on January 19.",
        "It was attended by members of the Sample Association for the Study of Imaginary Rivers and guests from China, Cuba and Laos.",
        place="Beijing",
    )
    yield dated(
        "tokyo",
        "Koreans in Japan Read Samples",
        date(2026, 1, 21),
        "A reading of sample articles was given in Tokyo on Tuesday.",
        "The readers came from Osaka and Nagoya.",
        place="Tokyo",
        agency="KNS-KCNA",
    )
    yield dated(
        "dashless",
        "Sample of a Missing Space",
        date(2026, 1, 22),
        "This report has no space after its dash, as happens.",
        "The Sample Proof-reading Bureau in Pyongyang has noticed it.",
        dash=" --",
    )
    yield Story(
        "anecdote",
        "Paper Boat of Long Ago",
        (
            "One day in July of a year that nobody remembers, a child folded a boat of paper in Sinhung County.",
            "The boat sailed to the sea, and an old fisherman, Yun Su Gil, carried it home.",
            "It is shown in no museum.",
        ),
        date(2026, 1, 23),
    )
    yield Story(
        "review",
        "Press Review",
        (
            "Pyongyang, January 24 (KCNA) -- Following are invented news items of papers that do not exist:",
            "- The Sample Daily carries an essay on ink.",
            "- The Paper Gazette reprints a picture of a blank page.",
            "Sinuiju, January 23 (KCNA) -- A branch of the Sample Daily was opened here.",
            "Hamhung, January 23 (KCNA) -- Its second branch was closed.",
        ),
        date(2026, 1, 24),
        "Pyongyang, January 24 (KCNA) -- ",
    )
    yield dated(
        "entities",
        "Sample of Marks & Signs",
        date(2026, 1, 25),
        'The Sample Bureau of Marks & Signs in Pyongyang measured 5 < 6 and 7 > 6 with "great care".',
        "Its café, run by Jang Un Gil, serves 평양 noodles at half the price.",
    )
    yield dated(
        "ambassador",
        "Credentials Presented in Sample Story",
        date(2026, 1, 27),
        "Ivan Papirov, Russian ambassador to the DPRK in this sample, presented a sheet of white paper on January 26.",
        "On hand were Paek Nam Hyok, vice-minister of Foreign Affairs, and officials concerned.",
        "He had a talk with Paek Nam Hyok about imaginary rivers.",
    )
    yield dated(
        "statement",
        "Statement of Sample Committee",
        date(2026, 1, 28),
        "A spokesman for the Sample Committee for Imaginary Rivers made public the following statement on Wednesday:",
        "The United States and Japan have never crossed the Paper River, and south Korea has no map of it.",
        "We shall go on describing it.",
    )
