/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.util.Locale;
import java.util.Map;

/** How invented people are called. Pure functions. */
final class Names {

    static final String[] WOMEN = {
        "Яна",
        "Мария",
        "Елена",
        "Десислава",
        "Радост",
        "Калина",
        "Невена",
        "Биляна",
        "Росица",
        "Теодора",
        "Ивана",
        "Гергана",
        "Петя",
        "Виктория",
        "Ралица",
        "Цветелина",
        "Магдалена",
        "Снежана",
        "Йоана",
        "Борислава",
        "Деница",
        "Красимира",
        "Любка",
        "Милена",
        "Стефка",
        "Пенка",
        "Галина",
        "Надежда",
        "Антония",
        "Вяра",
        "Златка",
        "Лиляна"
    };
    static final String[] MEN = {
        "Иван", "Георги", "Петър", "Калоян", "Огнян", "Стефан", "Любомир", "Асен", "Борис", "Тодор", "Димитър",
                "Николай",
        "Андрей", "Христо", "Марин", "Никола", "Илия", "Емил", "Пламен", "Красимир", "Веселин", "Симеон", "Явор",
                "Захари",
        "Мартин", "Кирил", "Методи", "Румен", "Светослав", "Цветан", "Юлиян", "Ясен"
    };
    static final String[] FAMILIES = {
        "Примеров", "Образцов", "Пробнев", "Мостров", "Тестенов", "Изпитов", "Каменаров", "Горански", "Звънчаров",
        "Липовански", "Речков", "Полянски", "Врачански", "Дърварски", "Медникаров", "Овчаров", "Калайджиев", "Върбанов",
        "Щърков", "Юнаков", "Житаров", "Малинов", "Росенски", "Бърдаров", "Кленов", "Чешмеджиев", "Мелничаров",
        "Орешаров", "Снежински", "Шипков", "Явориев", "Цвятков"
    };
    static final String[] STREETS = {
        "ул. Иван Вазов",
        "ул. Христо Ботев",
        "бул. България",
        "ул. Шипка",
        "ул. Липа",
        "ул. Роза",
        "ул. Опълченска",
        "ул. Родопи",
        "бул. Марица",
        "ул. Пирин",
        "ул. Орех",
        "ул. Славянска",
        "ж.к. Изгрев",
        "ж.к. Младост",
        "ул. Тунджа",
        "ул. Стара планина"
    };
    static final String[] FOREIGN_WOMEN = {"Олена", "Анна", "Айше", "Елени", "Сара", "Ирина", "Лусия", "Грета"};
    static final String[] FOREIGN_MEN = {"Андрий", "Томас", "Мехмет", "Йоргос", "Давид", "Самир", "Паоло", "Оле"};
    static final String[] FOREIGN_FAMILIES = {
        "Примеренко", "Мустерман", "Йорнек", "Парадигма", "Сампъл", "Есемпио", "Ехемпло", "Темсил"
    };

    private static final Map<Character, String> LATIN = Map.ofEntries(
            Map.entry('а', "a"),
            Map.entry('б', "b"),
            Map.entry('в', "v"),
            Map.entry('г', "g"),
            Map.entry('д', "d"),
            Map.entry('е', "e"),
            Map.entry('ж', "zh"),
            Map.entry('з', "z"),
            Map.entry('и', "i"),
            Map.entry('й', "y"),
            Map.entry('к', "k"),
            Map.entry('л', "l"),
            Map.entry('м', "m"),
            Map.entry('н', "n"),
            Map.entry('о', "o"),
            Map.entry('п', "p"),
            Map.entry('р', "r"),
            Map.entry('с', "s"),
            Map.entry('т', "t"),
            Map.entry('у', "u"),
            Map.entry('ф', "f"),
            Map.entry('х', "h"),
            Map.entry('ц', "ts"),
            Map.entry('ч', "ch"),
            Map.entry('ш', "sh"),
            Map.entry('щ', "sht"),
            Map.entry('ъ', "a"),
            Map.entry('ь', "y"),
            Map.entry('ю', "yu"),
            Map.entry('я', "ya"));

    private Names() {}

    /** A father's name: Иван gives Иванов or Иванова, Андрей Андреев, Никола Николов, Христо Христов. */
    static String patronymic(String father, boolean woman) {
        String stem = father.substring(0, father.length() - 1);
        String name =
                switch (father.charAt(father.length() - 1)) {
                    case 'й' -> stem + "ев";
                    case 'а', 'о' -> stem + "ов";
                    case 'я' -> stem + "ев";
                    case 'и' -> father + "ев";
                    default -> father + "ов";
                };
        return woman ? name + "а" : name;
    }

    /** A family name's form: Горански gives Горанска, Липов gives Липова. */
    static String family(String base, boolean woman) {
        if (!woman) {
            return base;
        }
        return base.endsWith("и") ? base.substring(0, base.length() - 1) + "а" : base + "а";
    }

    /** In Latin letters by the law on transliteration: letter for letter, a last -ия as -ia. */
    static String latin(String text) {
        var latin = new StringBuilder();
        for (String word : text.split("(?<= )|(?= )")) {
            String rest = word.toLowerCase(Locale.ROOT).endsWith("ия") ? word.substring(0, word.length() - 2) : word;
            for (char letter : rest.toCharArray()) {
                String letters = LATIN.get(Character.toLowerCase(letter));
                if (letters == null) {
                    latin.append(letter);
                } else {
                    latin.append(
                                    Character.isUpperCase(letter)
                                            ? Character.toUpperCase(letters.charAt(0))
                                            : letters.charAt(0))
                            .append(letters, 1, letters.length());
                }
            }
            latin.append(rest.length() < word.length() ? "ia" : "");
        }
        return latin.toString();
    }
}
