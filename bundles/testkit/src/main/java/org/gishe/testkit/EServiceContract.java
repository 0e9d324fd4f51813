/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Identifier;
import org.gishe.api.base.Party;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.Decision.Outcome;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.documents.Documents;
import org.gishe.documents.internal.PdfDocuments;
import org.gishe.json.Json;
import org.junit.Test;

/**
 * What {@link EService} and the files of its bundle promise. Runs the bundle's own cases, {@code gishe/examples/*.json}:
 * form and recorded answers in, findings, outcome and result out.
 */
public abstract class EServiceContract extends Contract {

    private static final Instant RECEIVED = Instant.parse("2026-11-23T09:15:00Z");
    private static final String NUMBER = "26-0000001";

    /** A new instance. */
    protected abstract EService service();

    @Test
    public void theDescriptionIsComplete() {
        var files = Bundled.descriptions(getClass());

        var service = files.service();

        assertThat(files.problems()).isEmpty();
        assertThat(service).as("gishe/service.json").isPresent();
        assertBothLanguages(service.get().title());
        assertBothLanguages(service.get().summary());
        assertBothLanguages(service.get().agencyName());
        assertThat(service.get().basis()).isNotEmpty();
        assertThat(service.get().enquiries()).allSatisfy(need -> assertBothLanguages(need.purpose()));
        assertThat(service.get().pages()).isNotEmpty();
    }

    @Test
    public void everyTextStandsInBothLanguages() {
        assertThat(description().texts().values()).allSatisfy(Contract::assertBothLanguages);
    }

    @Test
    public void everyFieldAndEveryChoiceHasAName() {
        var description = description();
        var missing = new ArrayList<String>();
        for (var page : description.pages()) {
            for (String field : page.fields()) {
                String name = "field" + field.replace('/', '.');
                need(description, name + ".label", missing);
                description
                        .schema()
                        .at(field.replace("/", "/properties/") + "/enum")
                        .map(choices -> ((Data.Arr) choices).items())
                        .orElse(List.of())
                        .forEach(choice -> need(description, name + "." + ((Data.Text) choice).value(), missing));
            }
        }

        assertThat(missing).as("texts that a person would miss").isEmpty();
    }

    @Test
    public void thereAreCasesToLearnFrom() {
        var cases = cases();

        assertThat(cases).as("gishe/examples/*.json").isNotEmpty();
        assertThat(cases).extracting(Case::outcome).contains(Optional.of(Outcome.GRANTED));
    }

    @Test
    public void everyFormOfTheCasesFitsTheSchema() {
        var schema = description().schema();

        assertThat(cases()).allSatisfy(each -> assertThat(Schemas.faults(schema, each.form()))
                .as(each.name())
                .isEmpty());
    }

    @Test
    public void everyCaseIsExaminedAsItSays() {
        assertThat(cases()).allSatisfy(each -> {
            var findings = examine(service(), each);
            assertThat(findings).extracting(Finding::pointer).as(each.name()).isEqualTo(each.findings());
            assertThat(findings).allSatisfy(finding -> {
                assertBothLanguages(finding.text());
                assertThat(each.form().at(finding.pointer()))
                        .as("place of the finding")
                        .isPresent();
            });
        });
    }

    @Test
    public void everyCaseIsDecidedAsItSays() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            var decision = decide(service(), each);
            assertThat(decision.outcome())
                    .as(each.name())
                    .isEqualTo(each.outcome().get());
            each.result().members().forEach((name, value) -> assertThat(
                            decision.result().members().get(name))
                    .as(each.name() + ": " + name)
                    .isEqualTo(value));
        });
    }

    @Test
    public void whoIsNotGrantedLearnsWhy() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            var decision = decide(service(), each);
            if (decision.outcome() == Outcome.GRANTED) {
                assertThat(decision.reason().bulgarian()).isEmpty();
            } else {
                assertBothLanguages(decision.reason());
                assertThat(decision.result()).isEqualTo(Data.EMPTY);
            }
        });
    }

    @Test
    public void theSameFactsLeadToTheSameDecision() {
        var one = service();
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            var decision = decide(one, each);
            for (Decision again : List.of(decide(one, each), decide(service(), each), later(one, each))) {
                assertThat(again.outcome()).isEqualTo(decision.outcome());
                assertThat(again.result()).isEqualTo(decision.result());
                assertThat(again.reason()).isEqualTo(decision.reason());
            }
        });
    }

    @Test
    public void whatIsGrantedFillsTheResultTemplate() throws Exception {
        var template = description().resultTemplate();
        if (template.isEmpty()) {
            return; // the platform's own page is used
        }
        var documents = new PdfDocuments();
        try {
            assertThat(cases())
                    .filteredOn(each -> each.outcome().equals(Optional.of(Outcome.GRANTED)))
                    .allSatisfy(each -> assertThat(pdf(documents, template.get(), each))
                            .as(each.name())
                            .hasSizeBetween(1_000, 65_536));
        } finally {
            documents.close();
        }
    }

    @Test
    public void aRegisterThatSaidNothingIsNotAFailureOfTheService() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            var silent = new HashMap<String, Answer>();
            description()
                    .enquiries()
                    .forEach(need ->
                            silent.put(need.name(), Answer.without(Answer.Status.UNAVAILABLE, "down", RECEIVED)));
            for (Map<String, Answer> answers : List.of(silent, Map.<String, Answer>of())) {
                assertThatCode(() -> {
                            try (var work = each.work(each.now())) {
                                assertThat(service().decide(work, each.application(answers)))
                                        .isNotNull();
                            }
                        })
                        .as(each.name())
                        .doesNotThrowAnyException();
            }
        });
    }

    @Test
    public void registersAreAskedByThePlatformAndNotPastTheDescription() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            try (var work = each.work(each.now())) {
                service().decide(work, each.application(each.answers()));
                assertThat(work.enquiries())
                        .allSatisfy(asked -> assertThat(description().enquiries())
                                .anyMatch(need -> need.register().equals(asked.register())
                                        && need.operation().equals(asked.operation())));
            }
        });
    }

    @Test
    public void nothingRunsOnAfterACall() {
        var threads = Threads.watch();

        cases().stream().filter(each -> each.outcome().isPresent()).forEach(each -> decide(service(), each));

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    /** The e-service as its files describe it. */
    protected final ServiceDescription description() {
        var files = Bundled.descriptions(getClass());
        return files.service().orElseThrow(() -> new AssertionError(files.problems()));
    }

    private static void need(ServiceDescription description, String key, List<String> missing) {
        if (!description.texts().containsKey(key)) {
            missing.add(key);
        }
    }

    private static List<Finding> examine(EService service, Case example) {
        try (var work = example.work(example.now())) {
            return service.examine(work, example.draft());
        }
    }

    private static Decision decide(EService service, Case example) {
        try (var work = example.work(example.now())) {
            return service.decide(work, example.application(example.answers()));
        }
    }

    /** A crash in between, and the same application is decided a day later. */
    private static Decision later(EService service, Case example) {
        try (var work = example.work(example.now().plus(Duration.ofDays(1)))) {
            return service.decide(work, example.application(example.answers()));
        }
    }

    private static byte[] pdf(Documents documents, String template, Case example) {
        return documents.pdf(
                template, decide(example.serviceUnderTest(), example).result(), Locale.forLanguageTag("bg"));
    }

    private List<Case> cases() {
        return Bundled.folder(getClass(), "gishe/examples").stream()
                .map(file -> Case.read(file, this))
                .toList();
    }

    /** One file of {@code gishe/examples}. */
    private record Case(
            String name,
            EServiceContract suite,
            Party party,
            Instant now,
            Data.Obj form,
            Map<String, Answer> answers,
            List<String> findings,
            Optional<Outcome> outcome,
            Data.Obj result) {

        static Case read(Path file, EServiceContract suite) {
            Data.Obj json;
            try {
                json = Json.object(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var now = Instant.parse(json.text("/now").orElse("2026-11-23T09:00:00Z"));
            var answers = new LinkedHashMap<String, Answer>();
            object(json, "/answers").members().forEach((name, answer) -> answers.put(name, answer(answer, now)));
            var party = new Party(
                    TestWork.CITIZEN.id(),
                    json.text("/party/identifier").map(Identifier::fromEtsi).orElse(TestWork.CITIZEN.identifier()),
                    json.text("/party/name").orElse(TestWork.CITIZEN.name()));
            var findings = json.at("/findings").map(list -> ((Data.Arr) list)
                    .items().stream().map(item -> ((Data.Text) item).value()).toList());
            return new Case(
                    file.getFileName().toString(),
                    suite,
                    party,
                    now,
                    object(json, "/form"),
                    answers,
                    findings.orElse(List.of()),
                    json.text("/outcome").map(Outcome::valueOf),
                    object(json, "/result"));
        }

        private static Answer answer(Data answer, Instant at) {
            var status = Answer.Status.valueOf(answer.text("/status").orElseThrow());
            return status == Answer.Status.FOUND
                    ? Answer.found(object(answer, "/data"), at)
                    : Answer.without(status, "recorded", at);
        }

        private static Data.Obj object(Data json, String pointer) {
            return (Data.Obj) json.at(pointer).orElse(Data.EMPTY);
        }

        EService serviceUnderTest() {
            return suite.service();
        }

        TestWork work(Instant at) {
            return TestWork.forPerson(party).now(at).open();
        }

        Application draft() {
            return new Facts(form, Map.of(), Optional.empty(), Optional.empty());
        }

        Application application(Map<String, Answer> given) {
            return new Facts(form, Map.copyOf(given), Optional.of(NUMBER), Optional.of(RECEIVED));
        }
    }

    private record Facts(
            Data.Obj form, Map<String, Answer> answers, Optional<String> number, Optional<Instant> received)
            implements Application {
        @Override
        public Optional<Answer> answer(String enquiry) {
            return Optional.ofNullable(answers.get(enquiry));
        }
    }
}
