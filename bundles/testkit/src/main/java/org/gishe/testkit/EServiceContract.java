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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.service.Decision;
import org.gishe.api.service.Decision.Outcome;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Example;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.documents.Documents;
import org.gishe.documents.internal.PdfDocuments;
import org.junit.Test;

/**
 * What {@link EService} and the files of its bundle promise. Runs the bundle's own cases, {@code gishe/examples/*.json}:
 * form and recorded answers in, findings, outcome and result out.
 */
public abstract class EServiceContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.SERVICE;
    }

    private static final Instant RECEIVED = Instant.parse("2026-11-23T09:15:00Z");

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
        assertThat(cases).extracting(Example::outcome).contains(Optional.of(Outcome.GRANTED));
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
            assertThat(each.examined(examine(service(), each))).isEmpty();
        });
    }

    @Test
    public void everyCaseIsDecidedAsItSays() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            assertThat(each.decided(decide(service(), each))).isEmpty();
        });
    }

    @Test
    public void whoIsNotGrantedLearnsWhy() {
        assertThat(cases()).filteredOn(each -> each.outcome().isPresent()).allSatisfy(each -> {
            assertThat(each.reasoned(decide(service(), each))).isEmpty();
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
                            try (var work = work(each, each.now())) {
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
            try (var work = work(each, each.now())) {
                service().decide(work, each.application());
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

    private List<Finding> examine(EService service, Example example) {
        try (var work = work(example, example.now())) {
            return service.examine(work, example.draft());
        }
    }

    private Decision decide(EService service, Example example) {
        try (var work = work(example, example.now())) {
            return service.decide(work, example.application());
        }
    }

    /** A crash in between, and the same application is decided a day later. */
    private Decision later(EService service, Example example) {
        try (var work = work(example, example.now().plus(Duration.ofDays(1)))) {
            return service.decide(work, example.application());
        }
    }

    private TestWork work(Example example, Instant at) {
        var description = description();
        return TestWork.forPerson(example.party())
                .now(at)
                .answers(enquiry -> example.answer(description, enquiry)
                        .orElseGet(() -> Answer.without(Answer.Status.REFUSED, "no answer is recorded", at)))
                .open();
    }

    private byte[] pdf(Documents documents, String template, Example example) {
        return documents.pdf(template, decide(service(), example).result(), Locale.forLanguageTag("bg"));
    }

    private List<Example> cases() {
        return Bundled.folder(getClass(), Example.FOLDER).stream()
                .map(EServiceContract::read)
                .toList();
    }

    private static Example read(Path file) {
        try {
            return Example.read(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
