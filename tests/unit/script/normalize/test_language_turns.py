"""The other languages at the places where the way of saying a figure turns: hours, genders, cases, years."""

import pytest

from narrate.script.normalize.spoken import spoken_form


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "um 1 Uhr", "um ein Uhr"),
        ("de", "um 1:30 Uhr", "um ein Uhr dreißig"),
        ("de", "um 12:00 Uhr", "um zwölf Uhr"),
        ("de", "24:59 Uhr", "vierundzwanzig Uhr neunundfünfzig"),
        ("de", "1099 Menschen", "eintausendneunundneunzig Menschen"),
        ("de", "im Jahr 1100", "im Jahr elfhundert"),
        ("de", "im Jahr 1905", "im Jahr neunzehnhundertfünf"),
        ("de", "im Jahr 2000", "im Jahr zweitausend"),
        ("de", "1.905 Menschen", "eintausendneunhundertfünf Menschen"),
        ("de", "1 Zeitung und 1 Hund", "eine Zeitung und ein Hund"),
        ("de", "am 5. Mai und der 6. Juni", "am fünften Mai und der sechste Juni"),
        ("de", "im 2. Spiel, in der 3. Runde", "im zweiten Spiel, in der dritten Runde"),
        ("de", "1. Kapitel, ein 2. Kind, 4. Strophe", "erstes Kapitel, ein zweites Kind, vierte Strophe"),
        ("de", "der 4. Tag", "der vierte Tag"),
        ("de", "Leo XIV. sah Elisabeth II. heute", "Leo der Vierzehnte sah Elisabeth die Zweite heute"),
        ("de", "für 1 Euro, mit 8 Kilometern", "für einen Euro, mit acht Kilometern"),
        ("fr", "à 1h, à 21h, à 24h", "à une heure, à vingt et une heures, à vingt-quatre heures"),
        ("fr", "à 0h05, à 14:30", "à zéro heure cinq, à quatorze heures trente"),
        ("fr", "à 23:59", "à vingt-trois heures cinquante-neuf"),
        ("fr", "1 heure, 21 personnes", "une heure, vingt et une personnes"),
        ("fr", "1 maison, 2 maisons", "une maison, deux maisons"),
        ("fr", "la 1re fois, le 2e tour, les 3es", "la première fois, le deuxième tour, les troisièmes"),
        ("fr", "le XXe siècle, le 1er", "le vingtième siècle, le premier"),
        ("fr", "Louis XIV, François Ier", "Louis quatorze, François premier"),
        ("fr", "1,5 million, 2 millions", "un virgule cinq million, deux millions"),
        ("fr", "10 et 15 %", "dix et quinze pour cent"),
        ("es", "a las 9:00, a las 14:30", "a las nueve, a las catorce treinta"),
        ("es", "a las 24:10, a las 21:15 h", "a las veinticuatro diez, a las veintiuna quince horas"),
        ("es", "21 personas, 21 años", "veintiuna personas, veintiún años"),
        ("es", "200 mujeres, 500 mujeres", "doscientas mujeres, quinientas mujeres"),
        ("es", "1.ª vez, 3.er día, 2º lugar", "primera vez, tercer día, segundo lugar"),
        ("es", "Felipe VI, Alfonso XIII", "Felipe sexto, Alfonso trece"),
        ("es", "Isabel II, siglo XX", "Isabel segunda, siglo veinte"),
        ("es", "31.000 euros, 21.000 casas", "treinta y un mil euros, veintiún mil casas"),
        ("es", "1000-1500", "mil a mil quinientos"),
        ("uk", "о 14:30", "о чотирнадцятій тридцять"),
        ("pl", "1 zł, 5 zł, 22 zł", "jeden złoty, pięć złotych, dwadzieścia dwa złote"),
        ("pl", "od 5 do 7 lat", "od pięciu do siedmiu lat"),
        ("ru", "1 рубль, 2 рубля, 5 рублей", "один рубль, два рубля, пять рублей"),
        ("ru", "21 рубль, 11 рублей", "двадцать один рубль, одиннадцать рублей"),
        ("ru", "1,5 рубля", "одна целая пять десятых рубля"),
    ],
)
def test_a_figure_is_said_as_its_neighbours_ask(language, written, said):
    assert spoken_form(written, language) == said
