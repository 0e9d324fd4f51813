/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An invented person. The personal number is valid in shape and of a birth year from 1850 to 1899, so that it belongs to
 * nobody alive; the birth date that registers show is a hundred years later.
 */
public record Invented(
        String egn, String firstName, String surName, String familyName, LocalDate born, Place place, int number) {

    /**
     * Where somebody lives.
     *
     * @param ekatte code of the settlement in EKATTE
     */
    public record Place(String district, String municipality, String settlement, String ekatte) {}

    private static final String[] WOMEN = {
        "Яна", "Мария", "Елена", "Десислава", "Радост", "Калина", "Невена", "Биляна", "Росица", "Теодора"
    };
    private static final String[] MEN = {
        "Иван", "Георги", "Петър", "Калоян", "Огнян", "Стефан", "Любомир", "Асен", "Борис", "Тодор"
    };
    private static final String[] FAMILIES = {"Примеров", "Образцов", "Пробнев", "Мостров", "Тестенов", "Изпитов"};
    private static final String[] STREETS = {
        "ул. Иван Вазов", "ул. Христо Ботев", "бул. България", "ул. Шипка", "ул. Липа", "ул. Роза"
    };
    private static final Place[] PLACES = {
        new Place("София (столица)", "Столична", "гр. София", "68134"),
        new Place("Пловдив", "Пловдив", "гр. Пловдив", "56784"),
        new Place("Варна", "Варна", "гр. Варна", "10135"),
        new Place("Бургас", "Бургас", "гр. Бургас", "07079"),
        new Place("Русе", "Русе", "гр. Русе", "63427"),
        new Place("Стара Загора", "Стара Загора", "гр. Стара Загора", "68850"),
        new Place("Плевен", "Плевен", "гр. Плевен", "56722"),
        new Place("Велико Търново", "Велико Търново", "гр. Велико Търново", "10447")
    };
    private static final int[] WEIGHTS = {2, 4, 8, 5, 10, 9, 7, 3, 6};
    private static final List<Invented> ALL = make(500);

    /** Everybody, always the same and in the same order. */
    public static List<Invented> all() {
        return ALL;
    }

    /** The person of a personal number. */
    public static Optional<Invented> of(String egn) {
        return ALL.stream().filter(person -> person.egn().equals(egn)).findFirst();
    }

    private static List<Invented> make(int count) {
        var people = new ArrayList<Invented>();
        for (int i = 0; i < count; i++) {
            boolean woman = i % 2 == 0;
            LocalDate born = LocalDate.of(1950 + i * 7 % 50, 1 + i * 5 % 12, 1 + i * 11 % 28);
            // the ninth digit is odd for women; the month of the nineteenth century has twenty added
            String nine = String.format(
                    "%02d%02d%02d%02d%d",
                    born.getYear() % 100, born.getMonthValue() + 20, born.getDayOfMonth(), i / 10 % 100, woman ? 1 : 2);
            people.add(new Invented(
                    nine + checkDigit(nine),
                    woman ? WOMEN[i / 2 % WOMEN.length] : MEN[i / 2 % MEN.length],
                    FAMILIES[i % FAMILIES.length] + (woman ? "а" : ""),
                    FAMILIES[(i / 3 + 1) % FAMILIES.length] + (woman ? "а" : ""),
                    born,
                    PLACES[i % PLACES.length],
                    i));
        }
        return List.copyOf(people);
    }

    /** The tenth digit of a personal number. */
    public static int checkDigit(String nine) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (nine.charAt(i) - '0') * WEIGHTS[i];
        }
        return sum % 11 % 10;
    }

    /** Full name. */
    public String name() {
        return firstName + " " + surName + " " + familyName;
    }

    /** As ETSI EN 319 412-1 writes the identifier. */
    public String etsi() {
        return "PNOBG-" + egn;
    }

    public String street() {
        return STREETS[number % STREETS.length];
    }

    @Override
    public String toString() {
        return "invented person " + number;
    }
}
