/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Identifiers;
import org.junit.Test;

public class PeopleTest {

    private static final People PEOPLE = new People();
    private static final List<Person> ALL =
            IntStream.range(0, People.SIZE).mapToObj(PEOPLE::at).toList();

    @Test
    public void everyNumberIsRightAndOfAPersonNobodyCanBe() {
        Set<Identifier> seen = new HashSet<>();
        for (Person person : ALL) {
            assertThat(Identifiers.read(
                                    person.identifier().scheme(),
                                    person.identifier().value())
                            .finding())
                    .isEmpty();
            assertThat(seen.add(person.identifier())).isTrue();
            if (person.identifier().scheme() == Identifier.Scheme.EGN) {
                LocalDate told = Identifiers.born(person.identifier()).orElseThrow();
                assertThat(told.getYear()).isBetween(1800, 1899);
                assertThat(person.born()).isEqualTo(told.plusYears(told.getYear() < 1850 ? 200 : 100));
                assertThat(Identifiers.sex(person.identifier()))
                        .contains(person.woman() ? Identifiers.Sex.FEMALE : Identifiers.Sex.MALE);
            } else {
                assertThat(person.identifier().value()).startsWith("999");
            }
        }
    }

    @Test
    public void theFirstAreTheInventedAsTheyStand() {
        for (Invented each : Invented.all()) {
            Person person = ALL.get(each.number());
            assertThat(person.identifier().value()).isEqualTo(each.egn());
            assertThat(person.name()).isEqualTo(each.name());
            assertThat(person.born()).isEqualTo(each.born());
            assertThat(person.town().place()).isEqualTo(each.place());
            assertThat(person.street()).isEqualTo(each.street());
            assertThat(person.addressed()).isEqualTo(each.number() % 7 != 6);
            assertThat(person.died()).isEmpty();
            assertThat(person.country()).isEqualTo("BG");
        }
    }

    @Test
    public void familiesAgree() {
        for (Person person : ALL) {
            person.spouse().ifPresent(spouse -> {
                assertThat(ALL.get(spouse).spouse()).hasValue(person.number());
                assertThat(ALL.get(spouse).woman()).isNotEqualTo(person.woman());
            });
            for (int child : person.children()) {
                assertThat(
                                person.woman()
                                        ? ALL.get(child).mother()
                                        : ALL.get(child).father())
                        .hasValue(person.number());
                assertThat(ALL.get(child).born()).isAfter(person.born().plusYears(18));
            }
            person.father().ifPresent(father -> {
                assertThat(ALL.get(father).children()).contains(person.number());
                assertThat(person.surName())
                        .isEqualTo(Names.patronymic(ALL.get(father).firstName(), person.woman()));
                assertThat(person.mother()).isPresent();
            });
            person.mother().ifPresent(mother -> {
                assertThat(ALL.get(mother).children()).contains(person.number());
                assertThat(person.born()).isBefore(ALL.get(mother).born().plusYears(43));
            });
            person.died()
                    .ifPresent(died -> assertThat(died).isAfter(person.born()).isBefore(People.TODAY));
            assertThat(person.born()).isBefore(People.TODAY);
            if (!person.children().isEmpty() && person.died().isPresent()) {
                int youngest = person.children().get(person.children().size() - 1);
                assertThat(person.died().get()).isAfter(ALL.get(youngest).born());
            }
        }
    }

    @Test
    public void thereAreSomeOfEveryKind() {
        assertThat(ALL).hasSize(19_000);
        assertThat(count(person -> person.died().isPresent())).isBetween(500L, 3_000L);
        assertThat(count(person -> !person.country().equals("BG"))).isBetween(300L, 2_000L);
        assertThat(count(person -> !person.addressed())).isBetween(300L, 1_500L);
        assertThat(count(person -> person.identifier().scheme() == Identifier.Scheme.LNCH))
                .isEqualTo(300);
        assertThat(count(person -> person.father().isPresent())).isGreaterThan(8_000);
        assertThat(count(person -> !person.hasTurned(18, People.TODAY))).isGreaterThan(1_000);
        assertThat(count(person -> person.father().isPresent()
                        && ALL.get(person.father().getAsInt()).father().isPresent()))
                .as("with grandparents")
                .isGreaterThan(2_000);
    }

    @Test
    public void somebodyIsFoundByNumberAndAStrangerIsNot() {
        for (int i = 0; i < People.SIZE; i += 97) {
            assertThat(PEOPLE.of(ALL.get(i).identifier().value())).contains(ALL.get(i));
        }
        assertThat(PEOPLE.of("9130054478")).isEmpty();
        assertThat(PEOPLE.of("")).isEmpty();
        assertThat(PEOPLE.of("١٢٣٤٥٦٧٨٩٠")).isEmpty();
        String number = ALL.get(0).identifier().value();
        String other = number.substring(0, 9) + (number.charAt(9) - '0' + 1) % 10;
        assertThat(PEOPLE.of(other)).as("another check digit").isEmpty();
    }

    @Test
    public void everybodyIsTheSameEachTime() {
        People again = new People();
        for (int i = 0; i < People.SIZE; i += 31) {
            assertThat(again.at(i)).isEqualTo(ALL.get(i));
        }
    }

    @Test
    public void namesFollowTheirRules() {
        assertThat(Names.patronymic("Иван", true)).isEqualTo("Иванова");
        assertThat(Names.patronymic("Андрей", false)).isEqualTo("Андреев");
        assertThat(Names.patronymic("Никола", false)).isEqualTo("Николов");
        assertThat(Names.patronymic("Илия", true)).isEqualTo("Илиева");
        assertThat(Names.patronymic("Христо", false)).isEqualTo("Христов");
        assertThat(Names.family("Горански", true)).isEqualTo("Горанска");
        assertThat(People.latin("Юлия Щъркова")).isEqualTo("Yulia Shtarkova");
        assertThat(People.latin("ж.к. Жълъд 3")).isEqualTo("zh.k. Zhalad 3");
    }

    private static long count(Predicate<Person> of) {
        return ALL.stream().filter(of).count();
    }
}
