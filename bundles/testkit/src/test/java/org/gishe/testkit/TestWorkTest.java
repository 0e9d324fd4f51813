/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Enquiry;
import org.junit.Test;

public class TestWorkTest {

    private static final Instant NOON = Instant.parse("2026-11-23T10:00:00Z");
    private static final Enquiry QUESTION = new Enquiry("population", "PermanentAddressSearch", Data.EMPTY);

    @Test
    public void itSaysWhatItWasTold() {
        try (var work = TestWork.forPerson(TestWork.CITIZEN)
                .key("a")
                .now(NOON)
                .time(Duration.ofSeconds(5))
                .open()) {
            assertThat(work.key()).isEqualTo("a");
            assertThat(work.party()).contains(TestWork.CITIZEN);
            assertThat(work.now()).isEqualTo(NOON);
            assertThat(work.deadline()).isEqualTo(NOON.plusSeconds(5));
        }
    }

    @Test
    public void itIsOverWhenItIsClosed() {
        var work = TestWork.forNobody().open();

        work.close();

        assertThatIllegalStateException().isThrownBy(work::now);
        assertThatIllegalStateException().isThrownBy(work::http);
        assertThatIllegalStateException().isThrownBy(() -> work.enquire(QUESTION));
    }

    @Test
    public void itServesOneThread() throws Exception {
        try (var work = TestWork.forNobody().open()) {
            var failure = CompletableFuture.supplyAsync(() -> catchThrowable(work::key))
                    .get(10, TimeUnit.SECONDS);

            assertThat(failure).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    public void itRemembersWhatWasAsked() {
        try (var work = TestWork.forNobody()
                .answers(enquiry -> Answer.found(Data.EMPTY.with("name", "Яна"), NOON))
                .open()) {
            assertThat(work.enquire(QUESTION).status()).isEqualTo(Answer.Status.FOUND);
            assertThat(work.enquiries()).containsExactly(QUESTION);
        }
    }

    @Test
    public void withoutRecordedAnswersNothingMayBeAsked() {
        try (var work = TestWork.forNobody().open()) {
            assertThat(work.enquire(QUESTION).status()).isEqualTo(Answer.Status.REFUSED);
        }
    }

    @Test
    public void itsClientIsReal() throws Exception {
        var server = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes());
            exchange.close();
        });
        server.start();
        try (var work = TestWork.forNobody().open()) {
            var answer = work.http()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + server.getAddress().getPort() + "/"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.body()).isEqualTo("ok");
        } finally {
            server.stop(0);
        }
    }
}
