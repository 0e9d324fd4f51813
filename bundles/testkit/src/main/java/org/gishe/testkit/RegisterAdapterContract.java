/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Answer.Status;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.RegisterDescription;
import org.junit.Test;

/** What {@link RegisterAdapter} and its bundle's {@code gishe/register.json} promise. */
public abstract class RegisterAdapterContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.REGISTER;
    }

    /** A new instance, configured for the same register each time. */
    protected abstract RegisterAdapter adapter();

    /** Configured for an address where nobody listens. */
    protected abstract RegisterAdapter unreachable();

    /** A question that the register has an answer to. */
    protected abstract Question known();

    /** A question about somebody whom the register does not know. */
    protected abstract Question unknown();

    /** A question; its request fits the operation's schema. */
    public record Question(String operation, Data.Obj request) {}

    @Test
    public void theDescriptionIsComplete() {
        var files = Bundled.descriptions(getClass());

        var register = files.register();

        assertThat(files.problems()).isEmpty();
        assertThat(register).as("gishe/register.json").isPresent();
        assertThat(register.get().administration()).matches("\\d{9}|\\d{13}");
        assertBothLanguages(register.get().title());
        assertThat(register.get().operations()).allSatisfy(operation -> {
            assertBothLanguages(operation.title());
            assertThat(operation.subject()).startsWith("/");
            assertThat(operation.elements()).isNotEmpty().allMatch(element -> element.startsWith("/"));
        });
    }

    @Test
    public void theQuestionsOfThisTestFitTheirSchemas() {
        for (Question question : List.of(known(), unknown())) {
            var operation = operation(question.operation());
            assertThat(Schemas.faults(operation.request(), question.request()))
                    .as(question.operation())
                    .isEmpty();
            assertThat(question.request().text(operation.subject()))
                    .as("subject")
                    .isPresent();
        }
    }

    @Test
    public void whatIsKnownIsFoundAndFitsItsSchema() {
        var answer = ask(adapter(), known());

        assertThat(answer.status()).isEqualTo(Status.FOUND);
        assertThat(answer.reason()).isEmpty();
        assertThat(answer.at()).isNotNull();
        var data = answer.data().orElseThrow();
        var operation = operation(known().operation());
        assertThat(Schemas.faults(operation.response(), data)).isEmpty();
        assertThat(operation.elements())
                .as("elements that rights are granted on, of which the answer has some")
                .anyMatch(element -> data.at(element).isPresent());
    }

    @Test
    public void theSameQuestionHasTheSameAnswer() {
        var adapter = adapter();

        assertThat(ask(adapter, known()).data()).isEqualTo(ask(adapter, known()).data());
        assertThat(ask(adapter(), known()).data())
                .isEqualTo(ask(adapter, known()).data());
    }

    @Test
    public void whoIsUnknownIsNotFound() {
        var answer = ask(adapter(), unknown());

        assertThat(answer.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(answer.data()).isEmpty();
    }

    @Test
    public void anOperationThatDoesNotExistIsInvalid() {
        var answer = ask(adapter(), new Question("NoSuchOperation", known().request()));

        assertThat(answer.status()).isEqualTo(Status.INVALID);
    }

    @Test
    public void aRegisterThatIsDownIsUnavailable() {
        long start = System.nanoTime();
        var answer = ask(unreachable(), known());

        assertThat(answer.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(answer.reason()).isNotBlank();
        assertThat(since(start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    public void noReasonTellsAboutWhomItWas() {
        var subject = operation(known().operation()).subject();
        String identifier = known().request().text(subject).orElseThrow();
        String stranger = unknown().request().text(subject).orElseThrow();

        assertThat(ask(unreachable(), known()).toString()).doesNotContain(identifier);
        assertThat(ask(adapter(), unknown()).toString()).doesNotContain(stranger);
        assertThat(ask(adapter(), known()).toString()).doesNotContain(identifier);
        assertThat(adapter().toString()).doesNotContain(identifier);
    }

    @Test
    public void nobodyIsKeptWaitingPastTheDeadline() {
        try (var work =
                TestWork.forPerson(TestWork.CITIZEN).time(Duration.ofMillis(-1)).open()) {
            long start = System.nanoTime();
            var answer = adapter().execute(work, known().operation(), known().request());

            assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
            assertThat(answer.status()).isIn(Status.FOUND, Status.UNAVAILABLE);
        }
    }

    @Test
    public void manyMayAskAtOnce() throws Exception {
        var adapter = adapter();

        assertThat(atOnce(() -> ask(adapter, known()).status())).containsOnly(Status.FOUND);
    }

    @Test
    public void healthIsToldWithinASecond() {
        try (var work = TestWork.forNobody().open()) {
            var adapter = adapter();
            long start = System.nanoTime();
            assertHealth(adapter.health(work), since(start));
        }
        try (var work = TestWork.forNobody().open()) {
            var down = unreachable();
            long start = System.nanoTime();
            var health = down.health(work);
            assertHealth(health, since(start));
            assertThat(health.status()).isNotEqualTo(Health.Status.UP);
        }
    }

    @Test
    public void nothingRunsOnAfterACall() {
        ask(adapter(), known()); // a sandbox in this JVM starts its own threads now
        var threads = Threads.watch();

        ask(adapter(), known());

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    private RegisterDescription.Operation operation(String name) {
        return Bundled.descriptions(getClass())
                .register()
                .flatMap(register -> register.operation(name))
                .orElseThrow(() -> new AssertionError("gishe/register.json has no operation " + name));
    }

    private static Answer ask(RegisterAdapter adapter, Question question) {
        try (var work = TestWork.forPerson(TestWork.CITIZEN).open()) {
            var answer = adapter.execute(work, question.operation(), question.request());
            assertThat(answer).isNotNull();
            return answer;
        }
    }
}
