/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Identifier.Scheme;
import org.gishe.api.base.Identifiers;
import org.osgi.service.component.annotations.Component;

/**
 * Everybody whom the sandbox's registers know: 19,000 invented people, the same each time. The first 500 are
 * {@link Invented#all()}, as they stand there; the last 300 are foreigners with an ЛНЧ; between them families of three
 * generations, some people dead, abroad or without an address.
 *
 * <p>No number belongs to anybody: an ЕГН is of a birth in 1850 to 1899, shown by registers a hundred years later, or in
 * 1800 to 1825, shown two hundred years later; an ЛНЧ begins with 999, far beyond those that are given out.
 *
 * <p>Made at the first question and kept in columns of numbers, 1 MB in all; a {@link Person} is made for each question.
 * Thread-safe.
 */
@Component(service = People.class)
public final class People {

    /** How many there are. */
    public static final int SIZE = 19_000;

    /** The day on which everything that is told of them is true. */
    public static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    static final int FOREIGNERS = 300;
    private static final int CITIZENS = SIZE - FOREIGNERS;
    private static final int LARGEST_FAMILY = 60;
    private static final int NOBODY = -1;
    private static final int FIRST_LNCH = 999_000_000;

    private static final byte WOMAN = 1;
    private static final byte WITHOUT_ADDRESS = 2;

    private static final String[] ABROAD = {"BG", "DE", "GB", "ES", "GR", "IT", "US"};
    private static final String[] NATIONALITIES = {"UA", "DE", "TR", "GR", "GB", "SY", "IT", "ES"};

    private final Object making = new Object();
    private volatile Columns made;

    /** A table of people; a name is a place in a list of {@link Names}. */
    private static final class Columns {
        final int[] nine = new int[SIZE];
        final byte[] first = new byte[SIZE];
        final byte[] fathers = new byte[SIZE];
        final byte[] family = new byte[SIZE];
        final int[] born = new int[SIZE];
        final int[] died = new int[SIZE];
        final int[] father = new int[SIZE];
        final int[] mother = new int[SIZE];
        final int[] spouse = new int[SIZE];
        final int[] eldest = new int[SIZE];
        final byte[] children = new byte[SIZE];
        final byte[] town = new byte[SIZE];
        final byte[] street = new byte[SIZE];
        final byte[] country = new byte[SIZE];
        final byte[] flags = new byte[SIZE];
        /** First nine digits before the number of who has them, in order. */
        final long[] index = new long[SIZE];
    }

    /** Somebody by number: 0 to {@link #SIZE} − 1. */
    public Person at(int number) {
        Columns columns = columns();
        Optional<Invented> old =
                number < Invented.all().size() ? Optional.of(Invented.all().get(number)) : Optional.empty();
        boolean foreign = number >= CITIZENS;
        boolean woman = (columns.flags[number] & WOMAN) != 0;
        int eldest = columns.eldest[number];
        return new Person(
                number,
                identifier(columns.nine[number], foreign),
                woman,
                old.map(Invented::firstName).orElseGet(() -> first(columns, number, woman, foreign)),
                old.map(Invented::surName).orElseGet(() -> second(columns, number, woman, foreign)),
                old.map(Invented::familyName).orElseGet(() -> family(columns, number, woman, foreign)),
                LocalDate.ofEpochDay(columns.born[number]),
                columns.died[number] == 0 ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(columns.died[number])),
                somebody(columns.father[number]),
                somebody(columns.mother[number]),
                somebody(columns.spouse[number]),
                IntStream.range(eldest, eldest + columns.children[number])
                        .boxed()
                        .toList(),
                ABROAD[columns.country[number]],
                foreign ? NATIONALITIES[number % NATIONALITIES.length] : "BG",
                (columns.flags[number] & WITHOUT_ADDRESS) == 0,
                Town.all().get(columns.town[number]),
                Names.STREETS[columns.street[number]]);
    }

    /** Who has an ЕГН or ЛНЧ; empty for everything else. */
    public Optional<Person> of(String identifier) {
        if (identifier.length() != 10 || !identifier.chars().allMatch(each -> each >= '0' && each <= '9')) {
            return Optional.empty();
        }
        long key = Long.parseLong(identifier.substring(0, 9)) << 20;
        long[] index = columns().index;
        int place = Arrays.binarySearch(index, key);
        place = place < 0 ? -place - 1 : place;
        if (place == index.length || index[place] >> 20 != key >> 20) {
            return Optional.empty();
        }
        Person found = at((int) (index[place] & 0xFFFFF));
        return found.identifier().value().equals(identifier) ? Optional.of(found) : Optional.empty();
    }

    /** A name in Latin letters, by the law on transliteration. */
    public static String latin(String text) {
        return Names.latin(text);
    }

    private Columns columns() {
        Columns columns = made;
        if (columns == null) {
            synchronized (making) {
                columns = made;
                if (columns == null) {
                    columns = new Maker().make();
                    made = columns;
                }
            }
        }
        return columns;
    }

    private static Identifier identifier(int nine, boolean foreign) {
        Scheme scheme = foreign ? Scheme.LNCH : Scheme.EGN;
        String digits = String.format("%09d", nine);
        return new Identifier(
                scheme, digits + Identifiers.checkDigit(scheme, digits).orElseThrow());
    }

    private static OptionalInt somebody(int number) {
        return number == NOBODY ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static String first(Columns columns, int number, boolean woman, boolean foreign) {
        String[] names = foreign ? woman ? Names.FOREIGN_WOMEN : Names.FOREIGN_MEN : woman ? Names.WOMEN : Names.MEN;
        return names[columns.first[number]];
    }

    private static String second(Columns columns, int number, boolean woman, boolean foreign) {
        return foreign ? "" : Names.patronymic(Names.MEN[columns.fathers[number]], woman);
    }

    private static String family(Columns columns, int number, boolean woman, boolean foreign) {
        return foreign
                ? Names.FOREIGN_FAMILIES[columns.family[number]]
                : Names.family(Names.FAMILIES[columns.family[number]], woman);
    }

    /** Makes everybody, always in the same order from the same beginning. */
    private static final class Maker {

        private final Columns columns = new Columns();
        private final SplittableRandom random = new SplittableRandom(19_000);
        private final Set<Integer> taken = new HashSet<>();
        private int size;

        Columns make() {
            Arrays.fill(columns.father, NOBODY);
            Arrays.fill(columns.mother, NOBODY);
            Arrays.fill(columns.spouse, NOBODY);
            oldFriends();
            for (int woman = 0; woman < Invented.all().size(); woman += 2) {
                if (Math.abs(year(woman) - year(woman + 1)) <= 10 && woman % 3 == 0) {
                    marry(woman, woman + 1);
                    children(woman, woman + 1, random.nextInt(3));
                }
            }
            while (size < CITIZENS - LARGEST_FAMILY) {
                family();
            }
            while (size < CITIZENS) {
                int alone = somebody(random.nextBoolean(), LocalDate.of(1950 + random.nextInt(56), 1, 1));
                columns.family[alone] = (byte) random.nextInt(Names.FAMILIES.length);
            }
            for (int k = 0; k < FOREIGNERS; k++) {
                foreigner(k);
            }
            for (int i = Invented.all().size(); i < CITIZENS; i++) {
                fate(i);
            }
            for (int i = 0; i < SIZE; i++) {
                columns.index[i] = (long) columns.nine[i] << 20 | i;
            }
            Arrays.sort(columns.index);
            return columns;
        }

        /** Those of {@link Invented}: their names stay there, the lists' are for their children. */
        private void oldFriends() {
            List<String> families = Arrays.asList(Names.FAMILIES);
            for (Invented each : Invented.all()) {
                int i = size++;
                boolean woman = i % 2 == 0;
                columns.nine[i] = Integer.parseInt(each.egn().substring(0, 9));
                taken.add(columns.nine[i]);
                columns.first[i] =
                        (byte) Arrays.asList(woman ? Names.WOMEN : Names.MEN).indexOf(each.firstName());
                columns.family[i] = (byte) families.indexOf(
                        woman ? each.familyName().substring(0, each.familyName().length() - 1) : each.familyName());
                columns.born[i] = (int) each.born().toEpochDay();
                columns.street[i] = (byte) Arrays.asList(Names.STREETS).indexOf(each.street());
                for (int town = 0; town < Town.all().size(); town++) {
                    if (Town.all().get(town).place().equals(each.place())) {
                        columns.town[i] = (byte) town;
                    }
                }
                columns.flags[i] = (byte) ((woman ? WOMAN : 0) | (i % 7 == 6 ? WITHOUT_ADDRESS : 0));
            }
        }

        /** Two couples of grandparents, their children, of whom two marry each other, and grandchildren. */
        private void family() {
            int[] wives = new int[2];
            int[] husbands = new int[2];
            for (int i = 0; i < 2; i++) {
                husbands[i] = founder(false, 1950 + random.nextInt(10));
                wives[i] = founder(true, year(husbands[i]) + random.nextInt(6));
                marry(wives[i], husbands[i]);
            }
            var single = new ArrayList<Integer>();
            for (int i = 0; i < 2; i++) {
                children(wives[i], husbands[i], 1 + random.nextInt(3));
                IntStream.range(columns.eldest[wives[i]], size).forEach(single::add);
            }
            match(single, wives).ifPresent(pair -> {
                single.removeAll(List.of(pair[0], pair[1]));
                marry(pair[0], pair[1]);
                children(pair[0], pair[1], random.nextInt(4));
            });
            for (int each : single) {
                if (year(each) <= 1999 && random.nextInt(100) < 55) {
                    boolean woman = isWoman(each);
                    int other = founder(!woman, Math.max(1950, year(each) + random.nextInt(7) - 3));
                    int wife = woman ? each : other;
                    int husband = woman ? other : each;
                    marry(wife, husband);
                    children(wife, husband, random.nextInt(3));
                }
            }
        }

        /** A daughter of one couple and a son of the other, of like age. */
        private Optional<int[]> match(List<Integer> single, int[] mothers) {
            for (int woman : single) {
                for (int man : single) {
                    if (isWoman(woman)
                            && !isWoman(man)
                            && columns.mother[woman] != columns.mother[man]
                            && Math.abs(year(woman) - year(man)) <= 10) {
                        return Optional.of(new int[] {woman, man});
                    }
                }
            }
            return Optional.empty();
        }

        private int founder(boolean woman, int year) {
            int i = somebody(woman, LocalDate.of(Math.min(year, 2003), 1, 1));
            columns.family[i] = (byte) random.nextInt(Names.FAMILIES.length);
            return i;
        }

        private void marry(int wife, int husband) {
            columns.spouse[wife] = husband;
            columns.spouse[husband] = wife;
            if (wife >= Invented.all().size() && random.nextInt(100) < 85) {
                columns.family[wife] = columns.family[husband];
            }
            if (wife >= Invented.all().size()) {
                columns.town[wife] = columns.town[husband];
                columns.street[wife] = columns.street[husband];
            }
        }

        /** Up to so many children, two years apart at least, while the mother is 19 to 42 and up to today. */
        private void children(int mother, int father, int most) {
            int eldest = size;
            LocalDate from = LocalDate.ofEpochDay(Math.max(columns.born[mother], columns.born[father]))
                    .plusYears(19 + random.nextInt(8));
            LocalDate to = LocalDate.ofEpochDay(columns.born[mother]).plusYears(42);
            for (int k = 0; k < most; k++) {
                LocalDate born = from.plusDays(random.nextInt(900));
                if (born.isAfter(to) || !born.plusDays(400).isBefore(TODAY)) {
                    break;
                }
                int child = somebody(random.nextBoolean(), born);
                columns.fathers[child] = columns.first[father];
                columns.family[child] = columns.family[father];
                columns.father[child] = father;
                columns.mother[child] = mother;
                columns.town[child] = columns.town[father];
                columns.street[child] = columns.street[father];
                from = born.plusYears(2);
            }
            for (int parent : new int[] {mother, father}) {
                columns.eldest[parent] = eldest;
                columns.children[parent] = (byte) (size - eldest);
            }
        }

        /** Somebody born in the year from that day. */
        private int somebody(boolean woman, LocalDate from) {
            int i = size++;
            LocalDate born = from.plusDays(random.nextInt(365));
            if (born.equals(LocalDate.of(2000, 2, 29))) {
                born = born.minusDays(1); // 1800 had no such day
            }
            int date = born.getYear() % 100 * 10_000 + (born.getMonthValue() + 20) * 100 + born.getDayOfMonth();
            int order = random.nextInt(500) * 2 + (woman ? 1 : 0);
            while (!taken.add(date * 1000 + order)) {
                order = (order + 2) % 1000;
            }
            columns.nine[i] = date * 1000 + order;
            columns.born[i] = (int) born.toEpochDay();
            columns.first[i] = (byte) random.nextInt(woman ? Names.WOMEN.length : Names.MEN.length);
            columns.fathers[i] = (byte) random.nextInt(Names.MEN.length);
            columns.town[i] = (byte) random.nextInt(Town.all().size());
            columns.street[i] = (byte) random.nextInt(Names.STREETS.length);
            columns.flags[i] = woman ? WOMAN : 0;
            return i;
        }

        private void foreigner(int k) {
            int i = size++;
            boolean woman = random.nextBoolean();
            columns.nine[i] = FIRST_LNCH + k;
            columns.born[i] = (int) LocalDate.of(1955 + random.nextInt(48), 1, 1)
                    .plusDays(random.nextInt(365))
                    .toEpochDay();
            columns.first[i] = (byte) random.nextInt(woman ? Names.FOREIGN_WOMEN.length : Names.FOREIGN_MEN.length);
            columns.family[i] = (byte) random.nextInt(Names.FOREIGN_FAMILIES.length);
            columns.town[i] = (byte) random.nextInt(Town.all().size());
            columns.street[i] = (byte) random.nextInt(Names.STREETS.length);
            columns.flags[i] = (byte) ((woman ? WOMAN : 0) | WITHOUT_ADDRESS);
        }

        /** Who died, not before a year after the last child, who went abroad, who has no address. */
        private void fate(int i) {
            int chance = year(i) < 1960 ? 18 : year(i) < 1975 ? 5 : 1;
            if (random.nextInt(100) < chance) {
                int last = columns.children[i] == 0
                        ? columns.born[i]
                        : columns.born[columns.eldest[i] + columns.children[i] - 1];
                int from = Math.max(last + 366, (int) LocalDate.of(2005, 1, 1).toEpochDay());
                int days = (int) TODAY.toEpochDay() - from;
                if (days > 0) {
                    columns.died[i] = from + random.nextInt(days);
                }
            }
            if (columns.died[i] == 0 && year(i) < 2005 && random.nextInt(100) < 6) {
                columns.country[i] = (byte) (1 + random.nextInt(ABROAD.length - 1));
            }
            if (random.nextInt(100) < 2) {
                columns.flags[i] |= WITHOUT_ADDRESS;
            }
        }

        private int year(int i) {
            return LocalDate.ofEpochDay(columns.born[i]).getYear();
        }

        private boolean isWoman(int i) {
            return (columns.flags[i] & WOMAN) != 0;
        }
    }
}
