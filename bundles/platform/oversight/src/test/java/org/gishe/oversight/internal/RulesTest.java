/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Entry;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Overseers;
import org.gishe.oversight.Overseers.Figures;
import org.gishe.oversight.Overseers.Finding;
import org.gishe.oversight.Overseers.State;
import org.gishe.oversight.Overseers.Sum;
import org.gishe.oversight.test.Scene;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Three people an hour are allowed here. */
@RunWith(Parameterized.class)
public class RulesTest {

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private final Scene scene;

    public RulesTest(TestStores kind) {
        store = kind.open();
        scene = new Scene(store);
    }

    private static Entry.Builder by(String employee, String person) {
        return Scene.enquiry(new PersonId(person), Scene.AGENCY, Map.of("employee", employee, "reference", "R-1"));
    }

    private List<Finding> found(Overseers.Rule rule) {
        scene.work();
        return scene.overseers.findings(Optional.empty(), "", 100).stream()
                .filter(finding -> finding.rule() == rule)
                .toList();
    }

    @Test
    public void oneWhoAsksAboutTooManyPeopleInAnHourIsFoundAndOthersAreNot() {
        for (int i = 0; i < 5; i++) {
            scene.record(
                    by("curious", "person-" + i), by("k.ivanov", "person-" + i % 3), by("other-" + i, "person-" + i));
        }

        List<Finding> found = found(Overseers.Rule.MANY_PEOPLE);

        assertThat(found).hasSize(1);
        assertThat(found.get(0).who()).isEqualTo("employee/" + Scene.AGENCY + "/curious");
        assertThat(found.get(0).entries()).isEqualTo(2); // the fourth and the fifth
        assertThat(found.get(0).examples()).hasSize(2);
        assertThat(found.get(0).state()).isEqualTo(State.NEW);
        assertThat(found.get(0).institutionName().english()).isEqualTo("Sample Agency");
    }

    @Test
    public void asManyPeopleOverSeveralHoursAreNotTooMany() {
        for (int i = 0; i < 8; i++) {
            scene.record(by("patient", "person-" + i));
            scene.now = scene.now.plus(Duration.ofMinutes(21));
        }

        assertThat(found(Overseers.Rule.MANY_PEOPLE)).isEmpty();
    }

    @Test
    public void theSamePeopleAgainAndAgainAreNotManyAndApplicantsOfAnEServiceAreNotOne() {
        for (int i = 0; i < 10; i++) {
            scene.record(
                    by("thorough", "person-1"),
                    Scene.enquiry(
                                    new PersonId("person-" + i),
                                    Scene.AGENCY,
                                    Map.of("consumer", "service/sample", "door", "SERVICE"))
                            .actor(new PersonId("person-" + i))
                            .matter("submission-" + i));
        }

        assertThat(found(Overseers.Rule.MANY_PEOPLE)).isEmpty();
    }

    @Test
    public void anEmployeeAtNightAndOnAHolidayIsFoundAndASystemIsNot() {
        scene.record(by("diligent", "person-1"));
        scene.now = Instant.parse("2026-11-23T16:31:00Z"); // 18:31
        scene.record(by("late", "person-1"));
        scene.now = Instant.parse("2026-11-24T05:59:00Z"); // 7:59
        scene.record(by("early", "person-1"));
        scene.now = Instant.parse("2026-12-24T09:00:00Z"); // Christmas Eve
        scene.record(by("festive", "person-1"), by("festive", "person-2"));
        scene.record(Scene.enquiry(
                new PersonId("person-1"),
                Scene.AGENCY,
                Map.of("consumer", "system/nightly", "door", "REGIX", "reference", "R")));

        List<Finding> found = found(Overseers.Rule.OUTSIDE_HOURS);

        assertThat(found)
                .extracting(each -> each.who().replaceAll(".*/", "") + " " + each.entries())
                .containsExactlyInAnyOrder("festive 2", "early 1", "late 1");
    }

    @Test
    public void anEnquiryWithoutACaseIsFoundADayLaterUnlessOneWasNamed() {
        scene.record(
                by("orderly", "person-1"),
                Scene.enquiry(scene.anna.id(), Scene.AGENCY, Map.of("employee", "careless", "key", "call-1")),
                Scene.enquiry(scene.anna.id(), Scene.AGENCY, Map.of("employee", "slow", "key", "call-2")),
                Scene.enquiry(scene.anna.id(), Scene.AGENCY, Map.of("employee", "k", "key", "call-3"))
                        .matter("submission-1"));
        assertThat(found(Overseers.Rule.NO_CASE)).isEmpty();
        assertThat(scene.overseers.assign(Scene.POLICE, "call-2", "P-2", "operator"))
                .isZero();
        assertThat(scene.overseers.assign(Scene.AGENCY, "call-2", "P-2", "operator"))
                .isEqualTo(1);
        scene.now = Scene.NOW.plus(Duration.ofDays(1)).minusSeconds(1);
        assertThat(found(Overseers.Rule.NO_CASE)).isEmpty();

        scene.now = Scene.NOW.plus(Duration.ofDays(1));

        assertThat(found(Overseers.Rule.NO_CASE))
                .extracting(each -> each.who().replaceAll(".*/", ""))
                .containsExactly("careless");
        assertThat(scene.oversight
                        .page(scene.anna.id(), Filter.ALL, Optional.empty(), 10)
                        .accesses())
                .extracting(access -> access.reference().orElse("none"))
                .containsExactly("none", "P-2", "none");
        assertThat(scene.kinds("call-2")).containsExactly("oversight.case");
    }

    @Test
    public void whatWasReadIsNotReadAgain() {
        for (int i = 0; i < 5; i++) {
            scene.record(by("curious", "person-" + i));
        }
        scene.work();
        scene.work();
        new Scene(store).work();

        assertThat(found(Overseers.Rule.MANY_PEOPLE)).hasSize(1);
        assertThat(figures().all().enquiries()).isEqualTo(5);
    }

    @Test
    public void aLongJournalIsReadInBoundedSteps() {
        Entry.Builder[] many = new Entry.Builder[5_200];
        for (int i = 0; i < many.length; i++) {
            many[i] = by("k", "person-1");
        }
        scene.record(many);
        scene.journal.run();
        scene.rules.run();
        assertThat(figures().all().enquiries()).isEqualTo(5_000);
        scene.rules.run();
        assertThat(figures().all().enquiries()).isEqualTo(5_200);
    }

    @Test
    public void figuresAreSummedByInstitutionRegisterAndDay() {
        scene.record(by("k", "a"), by("k", "b"));
        scene.now = Scene.NOW.plus(Duration.ofDays(1));
        scene.record(
                Scene.enquiry(new PersonId("a"), Scene.POLICE, Map.of("register", "vehicles", "status", "REFUSED")));
        scene.work();

        Figures figures = figures();

        assertThat(figures.all())
                .extracting(Sum::enquiries, Sum::refused, Sum::uncased)
                .containsExactly(3L, 1L, 1L);
        assertThat(figures.institutions())
                .extracting(sum -> sum.name().english() + " " + sum.enquiries())
                .containsExactly("Sample Agency 2", "Trial Directorate 1");
        assertThat(figures.registers()).extracting(Sum::key).containsExactly("population", "vehicles");
        assertThat(figures.days()).extracting(Sum::key).containsExactly("2026-11-23", "2026-11-24");
        assertThat(scene.overseers
                        .figures(LocalDate.of(2026, 11, 24), LocalDate.of(2026, 11, 24))
                        .all()
                        .enquiries())
                .isEqualTo(1);
    }

    private Figures figures() {
        return scene.overseers.figures(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 12, 31));
    }

    @Test
    public void aFindingIsDecidedOnWithANoteAndIsNewAgainWhenMoreComesToIt() {
        for (int i = 0; i < 4; i++) {
            scene.record(by("curious", "person-" + i));
        }
        Finding finding = found(Overseers.Rule.MANY_PEOPLE).get(0);

        assertThatThrownBy(() -> scene.overseers.decide(finding.id(), State.EXPLAINED, " ", "auditor"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(scene.overseers.decide("nobody", State.EXPLAINED, "x", "auditor"))
                .isEmpty();
        Finding decided = scene.overseers
                .decide(finding.id(), State.EXPLAINED, "Кампания", "auditor")
                .orElseThrow();
        assertThat(decided.state()).isEqualTo(State.EXPLAINED);
        assertThat(decided.decidedBy()).contains("auditor");
        assertThat(scene.overseers.findings(Optional.of(State.NEW), "", 10)).isEmpty();

        scene.record(by("curious", "person-9"));
        assertThat(found(Overseers.Rule.MANY_PEOPLE))
                .extracting(Finding::state, Finding::note)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(State.NEW, "Кампания"));
        assertThat(scene.kinds(finding.id()))
                .containsExactly("oversight.finding", "oversight.finding-decided", "oversight.finding");
    }

    @Test
    public void whatIsSecretTowardsAPersonIsOverseenLikeAllElse() {
        for (int i = 0; i < 4; i++) {
            scene.record(by("investigator", "person-" + i).withheld(Scene.NOW.plus(Duration.ofDays(9))));
        }

        assertThat(found(Overseers.Rule.MANY_PEOPLE)).hasSize(1);
        assertThat(figures().all().enquiries()).isEqualTo(4);
    }
}
