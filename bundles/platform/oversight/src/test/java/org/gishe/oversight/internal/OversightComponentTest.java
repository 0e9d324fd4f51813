/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;
import org.gishe.delivery.Delivery;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.oversight.Access;
import org.gishe.oversight.Access.Outcome;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Overseers;
import org.gishe.oversight.Oversight;
import org.gishe.oversight.Oversight.Page;
import org.gishe.oversight.Oversight.Question;
import org.gishe.oversight.test.Scene;
import org.gishe.store.test.TestStore;
import org.gishe.store.test.TestStores;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class OversightComponentTest {

    private static final Locale BULGARIAN = Locale.forLanguageTag("bg");

    @Parameters(name = "{0}")
    public static Object[] stores() {
        return TestStores.all();
    }

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final TestStore store;

    private final Scene scene;
    private final PersonId anna;

    public OversightComponentTest(TestStores kind) {
        store = kind.open();
        scene = new Scene(store);
        anna = scene.anna.id();
    }

    private Entry.Builder look(String reference) {
        return Scene.enquiry(anna, Scene.AGENCY, Map.of("employee", "k.ivanov", "reference", reference));
    }

    private Page all(Filter filter) {
        return scene.oversight.page(anna, filter, Optional.empty(), 100);
    }

    private static Filter filter(Map<String, String> parts) {
        return Filter.of(parts::get);
    }

    // Words

    @Test
    public void anEnquiryIsToldInWordsAndWhoTheEmployeeWasIsNot() {
        scene.record(look("DP-1/2026"));

        Access access = all(Filter.ALL).accesses().get(0);

        assertThat(access.institutionName().english()).isEqualTo("Sample Agency");
        assertThat(access.registerName().bulgarian()).isEqualTo("Регистър на населението");
        assertThat(access.what().english()).isEqualTo("Enquiry about the permanent address");
        assertThat(access.elements())
                .extracting(each -> each.english())
                .containsExactly("Town", "Flat Number"); // the second has no title
        assertThat(access.elements().get(0).bulgarian()).isEqualTo("Населено място");
        assertThat(access.through().bulgarian()).isEqualTo("Служител на гише");
        assertThat(access.basis()).contains(Scene.LAW);
        assertThat(access.act()).isEmpty();
        assertThat(access.purpose()).contains("Проверка по преписка");
        assertThat(access.reference()).contains("DP-1/2026");
        assertThat(access.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(access.at()).isEqualTo(Scene.NOW);
        assertThat(access.own()).isFalse();
        assertThat(Json.text(access.json(Locale.ENGLISH)))
                .doesNotContain("ivanov")
                .doesNotContain("sequence");
    }

    @Test
    public void outcomesAreToldApart() {
        for (String status : List.of("FOUND", "NOT_FOUND", "REFUSED", "INVALID", "UNAVAILABLE")) {
            scene.record(Scene.enquiry(anna, Scene.AGENCY, Map.of("status", status)));
        }

        assertThat(all(Filter.ALL).accesses())
                .extracting(Access::outcome)
                .containsExactly(
                        Outcome.FAILED, Outcome.REFUSED, Outcome.REFUSED, Outcome.NOTHING_FOUND, Outcome.ANSWERED);
    }

    @Test
    public void namesStayInWordsWhenTheAdapterIsGoneAndElseTheNameOnTheWireIsTold() {
        scene.record(look("DP-1/2026"));
        scene.titles.run();
        scene.unplug();
        var later = new Scene(store);
        later.unplug();

        assertThat(later.oversight
                        .page(anna, Filter.ALL, Optional.empty(), 1)
                        .accesses()
                        .get(0)
                        .what()
                        .english())
                .isEqualTo("Enquiry about the permanent address");

        scene.record(Scene.enquiry(anna, "123", Map.of("register", "vehicles", "operation", "GetMotorVehicle")));
        Access unknown = all(Filter.ALL).accesses().get(0);
        assertThat(unknown.what().bulgarian()).isEqualTo("Get Motor Vehicle");
        assertThat(unknown.registerName().bulgarian()).isEqualTo("vehicles");
        assertThat(unknown.institutionName().bulgarian()).isEqualTo("123");
    }

    @Test
    public void anActIsLinkedWhereItsAddressIsKnown() {
        scene.record(look("1").basis(new LegalBasis("Закон за примерите", "чл. 1")), look("2"));

        assertThat(all(Filter.ALL).accesses())
                .extracting(access -> access.act().map(Object::toString).orElse("none"))
                .containsExactly("none", "https://acts.example.bg/zp");
    }

    @Test
    public void whoseDataItIsSeesItAndWhoAppliedDoesNot() {
        scene.record(Scene.enquiry(anna, Scene.AGENCY, Map.of("consumer", "service/sample", "door", "SERVICE"))
                .actor(scene.boris.id())
                .matter("submission-of-boris"));

        Access access = all(Filter.ALL).accesses().get(0);
        assertThat(access.own()).isFalse();
        assertThat(access.matter()).isEmpty();
        assertThat(scene.oversight
                        .page(scene.boris.id(), Filter.ALL, Optional.empty(), 10)
                        .accesses())
                .isEmpty();
        assertThat(scene.oversight.access(scene.boris.id(), access.id())).isEmpty();
    }

    @Test
    public void forOnesOwnApplicationTheSubmissionIsNamed() {
        scene.record(Scene.enquiry(anna, Scene.AGENCY, Map.of("consumer", "service/sample", "door", "SERVICE"))
                .actor(anna)
                .matter("submission-1"));

        Access access = all(Filter.ALL).accesses().get(0);
        assertThat(access.own()).isTrue();
        assertThat(access.matter()).contains("submission-1");
    }

    @Test
    public void everyDoorCountsAndWhatIsNoAccessDoesNot() {
        scene.record(
                Entry.of("access.document").person(anna).payload(Data.EMPTY.with("administration", Scene.POLICE)),
                Entry.of("access.new-thing").person(anna),
                Entry.of("journey.filed").person(anna).actor(anna),
                Entry.of("delivery.sent").person(anna),
                Scene.enquiry(anna, Scene.AGENCY, Map.of("consumer", "system/tax.office", "door", "REGIX")));

        assertThat(all(Filter.ALL).accesses())
                .extracting(access ->
                        access.what().english() + " through " + access.through().english())
                .containsExactly(
                        "Enquiry about the permanent address through System “tax.office”",
                        "Data of yours were seen through The platform",
                        "A document looked up by its check code through The platform");
    }

    // Pages

    @Test
    public void pagesGoOnToTheEndWithoutGapOrRepetition() {
        for (int i = 0; i < 250; i++) {
            scene.record(look("N-" + i));
        }

        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            Page page = scene.oversight.page(anna, Filter.ALL, cursor, 40);
            page.accesses().forEach(access -> seen.add(access.reference().orElseThrow()));
            cursor = page.next();
            pages++;
        } while (cursor.isPresent());

        assertThat(pages).isEqualTo(7);
        assertThat(seen)
                .hasSize(250)
                .doesNotHaveDuplicates()
                .startsWith("N-249")
                .endsWith("N-0");
    }

    @Test
    public void aPageThatIsJustFullHasNoNext() {
        for (int i = 0; i < 20; i++) {
            scene.record(look("N-" + i));
        }

        assertThat(scene.oversight.page(anna, Filter.ALL, Optional.empty(), 20).next())
                .isEmpty();
        assertThat(scene.oversight
                        .page(anna, filter(Map.of("q", "n-")), Optional.empty(), 20)
                        .accesses())
                .hasSize(20);
    }

    @Test
    public void aCursorOfAnotherOrOfNobodyBeginsAnew() {
        scene.record(look("1"), look("2"));
        String next = scene.oversight
                .page(anna, Filter.ALL, Optional.empty(), 1)
                .next()
                .orElseThrow();

        for (String odd : List.of("", "x", next.substring(1) + "A", "../" + next)) {
            assertThat(scene.oversight
                            .page(anna, Filter.ALL, Optional.of(odd), 1)
                            .accesses())
                    .extracting(each -> each.reference().orElseThrow())
                    .as(odd)
                    .containsExactly("2");
        }
        assertThat(scene.oversight.page(anna, Filter.ALL, Optional.of(next), 1).accesses())
                .extracting(each -> each.reference().orElseThrow())
                .containsExactly("1");
    }

    @Test
    public void filtersNarrowByDayInSofiaInstitutionRegisterAndWords() {
        scene.now = Instant.parse("2026-11-20T22:30:00Z"); // the 21st in Sofia
        scene.record(look("EARLY"));
        scene.now = Scene.NOW;
        scene.record(
                Scene.enquiry(anna, Scene.POLICE, Map.of("reference", "POLICE")),
                Scene.enquiry(anna, Scene.AGENCY, Map.of("register", "vehicles", "reference", "CAR")));

        assertThat(references(Map.of("until", "2026-11-20"))).isEmpty();
        assertThat(references(Map.of("from", "2026-11-21", "until", "2026-11-21")))
                .containsExactly("EARLY");
        assertThat(references(Map.of("institution", Scene.POLICE))).containsExactly("POLICE");
        assertThat(references(Map.of("register", "vehicles"))).containsExactly("CAR");
        assertThat(references(Map.of("q", " Trial DIRECTORATE "))).containsExactly("POLICE");
        assertThat(references(Map.of("q", "ПОСТОЯНЕН"))).containsExactly("POLICE", "EARLY");
        assertThat(references(Map.of("q", "nowhere"))).isEmpty();
        assertThat(scene.oversight.choices(anna).institutions())
                .extracting(choice -> choice.key())
                .containsExactlyInAnyOrder(Scene.AGENCY, Scene.POLICE);
    }

    private List<String> references(Map<String, String> parts) {
        return all(filter(parts)).accesses().stream()
                .map(access -> access.reference().orElseThrow())
                .toList();
    }

    @Test
    public void aFilterThatCannotBeIsRefusedByName() {
        for (var odd : Map.of(
                        "from",
                        "yesterday",
                        "until",
                        "2026-13-01",
                        "institution",
                        "x'",
                        "register",
                        "%",
                        "q",
                        "x".repeat(101))
                .entrySet()) {
            assertThatThrownBy(() -> filter(Map.of(odd.getKey(), odd.getValue())))
                    .as(odd.getKey())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void aSearchStopsAfterTwoThousandEntriesAndTellsHowFarItCame() {
        scene.record(look("NEEDLE"));
        scene.now = Scene.NOW.plusSeconds(60);
        Entry.Builder[] hay = new Entry.Builder[2_050];
        for (int i = 0; i < hay.length; i++) {
            hay[i] = look("HAY");
        }
        scene.record(hay);

        Page first = scene.oversight.page(anna, filter(Map.of("q", "needle")), Optional.empty(), 20);
        assertThat(first.accesses()).isEmpty();
        assertThat(first.searchedTo()).contains(scene.now);
        Page second = scene.oversight.page(anna, filter(Map.of("q", "needle")), first.next(), 20);
        assertThat(second.accesses()).hasSize(1);
        assertThat(second.searchedTo()).isEmpty();
    }

    // Questions

    @Test
    public void aQuestionGoesToTheInstitutionAndItsAnswerComesIntoTheMailbox() throws IOException {
        scene.record(look("DP-1/2026"));
        String access = all(Filter.ALL).accesses().get(0).id();

        Question question =
                scene.oversight.ask(anna, access, false, " Защо? \r\n ").orElseThrow();
        Overseers.Asked asked =
                scene.overseers.open(Optional.of(Scene.AGENCY), "", 10).get(0);

        assertThat(question.text()).isEqualTo("Защо?");
        assertThat(asked.person()).isEqualTo("Яна Примерова Образцова");
        assertThat(asked.access().orElseThrow().reference()).contains("DP-1/2026");
        assertThat(scene.overseers.open(Optional.of(Scene.POLICE), "", 10)).isEmpty();

        scene.now = Scene.NOW.plusSeconds(3_600);
        assertThat(scene.overseers.answer(question.id(), "По Ваша жалба № 7.", "operator"))
                .isTrue();
        assertThat(scene.overseers.answer(question.id(), "Пак", "operator")).isFalse();

        Question answered = scene.oversight.questions(anna, access).get(0);
        assertThat(answered.answer()).contains("По Ваша жалба № 7.");
        Delivery.Message message = scene.mailbox(scene.anna).get(0);
        assertThat(message.id()).isEqualTo(answered.message().orElseThrow());
        assertThat(message.senderName().english()).isEqualTo("Sample Agency");
        assertThat(new String(scene.contents.open(message.content()).readNBytes(5)))
                .isEqualTo("%PDF-");
        assertThat(scene.oversight.asked(anna, question.id())).contains(access);
        assertThat(scene.oversight.asked(scene.boris.id(), question.id())).isEmpty();
        assertThat(scene.kinds(question.id()))
                .containsExactly("oversight.asked", "oversight.answered", "oversight.answered-by");
        assertThat(scene.overseers.open(Optional.empty(), "", 10)).isEmpty();
        assertThat(lines().stream().map(line -> Json.text(line.payload())))
                .noneMatch(text -> text.contains("operator"));
    }

    private List<Journal.Line> lines() {
        return store.read(query -> scene.journal.about(query, anna, 100));
    }

    @Test
    public void theSameWordsAreTheSameQuestionAndAnObjectionIsAnother() {
        scene.record(look("1"));
        String access = all(Filter.ALL).accesses().get(0).id();

        Question first = scene.oversight.ask(anna, access, false, "Защо?").orElseThrow();
        Question again = scene.oversight.ask(anna, access, false, "Защо? ").orElseThrow();
        Question objection = scene.oversight.ask(anna, access, true, "Защо?").orElseThrow();

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(objection.id()).isNotEqualTo(first.id());
        assertThat(scene.oversight.questions(anna, access)).hasSize(2);
        assertThat(scene.kinds(objection.id())).containsExactly("oversight.objected");
    }

    @Test
    public void questionsAreBoundedInLengthAndNumberAndOnlyAboutOnesOwnAccesses() {
        scene.record(look("1"));
        String access = all(Filter.ALL).accesses().get(0).id();

        assertThatThrownBy(() -> scene.oversight.ask(anna, access, false, "x".repeat(2_001)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scene.oversight.ask(anna, access, false, " "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scene.oversight.ask(anna, access, false, "a\u0000b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(scene.oversight.ask(scene.boris.id(), access, false, "?")).isEmpty();
        for (int i = 0; i < 5; i++) {
            scene.oversight.ask(anna, access, false, "Въпрос " + i);
        }
        assertThatThrownBy(() -> scene.oversight.ask(anna, access, false, "Още един"))
                .isInstanceOf(Oversight.TooManyException.class);
        assertThat(scene.oversight.ask(anna, access, false, "Въпрос 3")).isPresent();
    }

    // Notices

    @Test
    public void whoWantsItIsToldOnceADayOfAllThatWasSeen() throws IOException {
        assertThat(scene.oversight.notices(anna)).isFalse();
        scene.oversight.notices(anna, true);
        scene.oversight.notices(anna, true);
        assertThat(scene.oversight.notices(anna)).isTrue();
        assertThat(lines()).extracting(Journal.Line::kind).containsExactly("oversight.notices");

        scene.now = Scene.NOW.plus(Duration.ofMinutes(5));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).isEmpty();

        scene.record(look("1"), look("2"));
        scene.now = scene.now.plus(Duration.ofMinutes(30));
        scene.notices.run();
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(1);

        scene.record(look("3"));
        scene.now = scene.now.plus(Duration.ofHours(23));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(1);
        scene.now = scene.now.plus(Duration.ofHours(1));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(2);

        scene.record(look("4"));
        scene.oversight.notices(anna, false);
        scene.now = scene.now.plus(Duration.ofDays(2));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(2);
        assertThat(scene.mailbox(scene.boris)).isEmpty();
    }

    // Exports

    @Test
    public void theJsonExportHoldsAllThatFitsWithProofsWhereThereAre() throws IOException {
        var proving = new Scene(
                store,
                Map.of(),
                (person, sequence) ->
                        sequence % 2 == 0 ? Optional.of(Data.EMPTY.with("format", "proof")) : Optional.empty());
        for (int i = 0; i < 230; i++) {
            proving.record(look("N-" + i));
        }
        proving.journal.run();
        var out = new ByteArrayOutputStream();
        proving.oversight.json(anna, Filter.ALL, Locale.ENGLISH, out);

        Data json = Json.read(out.toByteArray());
        var accesses = (Data.Arr) json.at("/accesses").orElseThrow();
        assertThat(json.text("/format")).contains("gishe-oversight/1");
        assertThat(accesses.items()).hasSize(230);
        assertThat(accesses.items().get(0).text("/reference")).contains("N-229");
        assertThat(accesses.items().stream()
                        .filter(each -> each.at("/proof").isPresent())
                        .count())
                .isEqualTo(115);
    }

    @Test
    public void aSmallPdfIsOneFileAndALargeOneIsManyInAnArchive() throws IOException {
        scene.record(look("1"));
        Oversight.Export small = scene.oversight.pdf(anna, Filter.ALL, BULGARIAN);
        assertThat(small.mediaType()).isEqualTo("application/pdf");
        assertThat(new String(bytes(small), 0, 5)).isEqualTo("%PDF-");

        Entry.Builder[] many = new Entry.Builder[450];
        for (int i = 0; i < many.length; i++) {
            many[i] = look("N-" + i);
        }
        scene.record(many);
        Oversight.Export large = scene.oversight.pdf(anna, Filter.ALL, BULGARIAN);
        assertThat(large.mediaType()).isEqualTo("application/zip");
        int files = 0;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes(large)))) {
            while (zip.getNextEntry() != null) {
                assertThat(new String(zip.readNBytes(5))).isEqualTo("%PDF-");
                files++;
            }
        }
        assertThat(files).isBetween(3, 10);
    }

    private static byte[] bytes(Oversight.Export export) throws IOException {
        var out = new ByteArrayOutputStream();
        export.writer().write(out);
        return out.toByteArray();
    }

    // Secrets

    @Test
    public void whatIsSecretChangesNoByteOfAnyAnswerUntilItsDay() throws IOException {
        scene.oversight.notices(anna, true);
        scene.now = Scene.NOW.plusSeconds(1);
        for (int i = 0; i < 30; i++) {
            scene.record(look("N-" + i));
        }
        scene.journal.run();
        scene.now = Scene.NOW.plus(Duration.ofHours(1));
        scene.notices.run();
        List<String> without = answers();
        assertThat(scene.mailbox(scene.anna)).hasSize(1);

        // at another time than the others, by an institution and of a register that nobody else asked, and in great
        // number
        scene.now = Scene.NOW.plusSeconds(1_800);
        Instant day = Scene.NOW.plus(Duration.ofDays(10));
        for (int i = 0; i < 45; i++) {
            scene.record(Scene.enquiry(anna, Scene.POLICE, Map.of("register", "secret-register", "reference", "S"))
                    .withheld(day));
        }
        scene.journal.run();
        scene.now = Scene.NOW.plus(Duration.ofHours(1));
        assertThat(answers()).isEqualTo(without);
        scene.now = Scene.NOW.plus(Duration.ofDays(3));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(1);
        scene.now = Scene.NOW.plus(Duration.ofHours(1));

        // entries that come after the secret ones show no gap: the same answers as where there are no secrets
        scene.record(look("LATER"));
        scene.journal.run();
        List<String> withThem = answers();
        store.commit(unit -> {
            unit.execute("DELETE FROM journal_entry WHERE id IN (SELECT entry FROM journal_withheld)");
            unit.execute("DELETE FROM journal_payload WHERE entry IN (SELECT entry FROM journal_withheld)");
            return unit.execute("DELETE FROM journal_withheld");
        });
        assertThat(answers()).isEqualTo(withThem);
    }

    /** Everything that a person can be told, as bytes or text. */
    private List<String> answers() throws IOException {
        List<String> answers = new ArrayList<>();
        for (Filter filter : List.of(
                Filter.ALL,
                filter(Map.of("q", "secret")),
                filter(Map.of("register", "secret-register")),
                filter(Map.of("institution", Scene.POLICE)),
                filter(Map.of("from", LocalDate.of(2026, 11, 23).toString())))) {
            Optional<String> cursor = Optional.empty();
            do {
                Page page = scene.oversight.page(anna, filter, cursor, 7);
                page.accesses().forEach(access -> {
                    answers.add(Json.text(access.json(BULGARIAN)));
                    answers.add(String.valueOf(
                            scene.oversight.access(anna, access.id()).map(each -> each.json(BULGARIAN))));
                });
                answers.add(page.next() + " " + page.searchedTo());
                cursor = page.next();
            } while (cursor.isPresent());
            var json = new ByteArrayOutputStream();
            scene.oversight.json(anna, filter, BULGARIAN, json);
            answers.add(json.toString(java.nio.charset.StandardCharsets.UTF_8));
            Oversight.Export pdf = scene.oversight.pdf(anna, filter, BULGARIAN);
            answers.add(pdf.mediaType() + pdf.fileName() + java.util.Arrays.hashCode(bytes(pdf)));
        }
        answers.add(scene.oversight.choices(anna).toString());
        lines().forEach(line -> answers.add(line.at() + line.kind() + Json.text(line.payload())));
        scene.notices.run();
        answers.add(String.valueOf(scene.mailbox(scene.anna).size()));
        return answers;
    }

    @Test
    public void onItsDayItOpensByItselfAtItsPlaceIsToldOfAndCanBeAskedAbout() throws IOException {
        Instant day = Scene.NOW.plus(Duration.ofDays(10));
        scene.oversight.notices(anna, true);
        scene.now = Scene.NOW.plusSeconds(1);
        scene.record(look("BEFORE"), look("SECRET").withheld(day), look("AFTER"));
        scene.journal.run();
        scene.now = Scene.NOW.plus(Duration.ofDays(2));
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(1);
        assertThat(references(Map.of())).containsExactly("AFTER", "BEFORE");

        long id = scene.overseers.secrets(0, 10).get(0).id();
        Instant later = day.plus(Duration.ofDays(5));
        assertThat(scene.overseers.extend(id, later, "Разследването продължава", "auditor"))
                .isTrue();
        assertThat(scene.overseers.extend(id, day, "назад", "auditor")).isFalse();
        scene.now = day.plus(Duration.ofMinutes(2));
        scene.notices.run();
        assertThat(references(Map.of())).containsExactly("AFTER", "BEFORE");
        assertThat(scene.mailbox(scene.anna)).hasSize(1);

        scene.now = later.plus(Duration.ofMinutes(2));
        assertThat(references(Map.of())).containsExactly("AFTER", "SECRET", "BEFORE");
        Access opened = all(Filter.ALL).accesses().get(1);
        assertThat(opened.opened()).contains(later);
        assertThat(opened.sequence()).contains(3L); // the choice of notices is the first
        assertThat(scene.oversight.extensions(anna, opened.id()))
                .containsExactly(
                        new Oversight.Extension(Scene.NOW.plus(Duration.ofDays(2)), later, "Разследването продължава"));
        assertThat(scene.oversight.ask(anna, opened.id(), true, "Възразявам")).isPresent();
        scene.notices.run();
        assertThat(scene.mailbox(scene.anna)).hasSize(2);
        assertThat(scene.overseers.secrets(0, 10)).isEmpty();
        assertThat(scene.overseers.extend(id, later.plus(Duration.ofDays(9)), "късно", "auditor"))
                .isFalse();
        assertThat(scene.kinds("secret/" + id)).containsExactly("oversight.extended");
    }

    @Test
    public void whatIsSecretCannotBeOpenedOrAskedAboutByItsIdEither() {
        Instant day = Scene.NOW.plus(Duration.ofDays(10));
        scene.record(look("SECRET").withheld(day));
        scene.now = day;
        String id = all(Filter.ALL).accesses().get(0).id();
        scene.now = Scene.NOW;

        assertThat(scene.oversight.access(anna, id)).isEmpty();
        assertThat(scene.oversight.ask(anna, id, false, "?")).isEmpty();
        assertThat(scene.oversight.extensions(anna, id)).isEmpty();
        assertThatThrownBy(() -> scene.overseers.extend(1, Scene.NOW, "назад", "auditor"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scene.overseers.extend(1, day.plusSeconds(1), " ", "auditor"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void anErasedEntryStaysWithoutItsParticulars() {
        scene.record(look("1"));
        store.commit(unit -> unit.execute("UPDATE journal_payload SET payload = NULL, salt = NULL"));

        Access access = all(Filter.ALL).accesses().get(0);
        assertThat(access.outcome()).isEqualTo(Outcome.ERASED);
        assertThat(access.basis().map(LegalBasis::act)).isEmpty();
        assertThat(scene.oversight.ask(anna, access.id(), false, "?")).isEmpty();
    }
}
