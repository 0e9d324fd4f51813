/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.registers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.internal.Server;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class PopulationRegisterTest {

    @Rule
    public final Timeout deadline = Timeout.seconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server;

    public PopulationRegisterTest() throws Exception {
        var register = new PopulationRegister();
        this.server = new Server(0, () -> List.of(register));
    }

    @After
    public void close() {
        server.close();
    }

    @Test
    public void aPersonIsFoundWithABirthDateAHundredYearsAfterTheNumber() throws Exception {
        Invented person = Invented.all().get(4);

        Data.Obj answer = found(ask("ValidPersonSearch", person.egn()));

        assertThat(answer.text("/FirstName")).contains(person.firstName());
        assertThat(answer.text("/FamilyName")).contains(person.familyName());
        LocalDate born = LocalDate.parse(answer.text("/BirthDate").orElseThrow());
        assertThat(born.getYear() % 100).isEqualTo(Integer.parseInt(person.egn().substring(0, 2)));
        assertThat(born.getMonthValue() + 20)
                .isEqualTo(Integer.parseInt(person.egn().substring(2, 4)));
        assertThat(born.getYear()).isBetween(1950, 1999);
    }

    @Test
    public void anAddressIsTheSameEachTime() throws Exception {
        Invented person = Invented.all().get(4);

        Data.Obj answer = found(ask("PermanentAddressSearch", person.egn()));

        assertThat(answer.text("/SettlementName")).contains(person.place().settlement());
        assertThat(answer.text("/LocationName")).contains(person.street());
        assertThat(LocalDate.parse(answer.text("/FromDate").orElseThrow())).isAfter(person.born());
        assertThat(found(ask("PermanentAddressSearch", person.egn()))).isEqualTo(answer);
    }

    @Test
    public void someHaveNoAddressAndAStrangerIsNotThereAtAll() throws Exception {
        Invented without = Invented.all().get(6);

        assertThat(ask("PermanentAddressSearch", without.egn()).statusCode()).isEqualTo(404);
        assertThat(ask("ValidPersonSearch", without.egn()).statusCode()).isEqualTo(200);
        assertThat(ask("ValidPersonSearch", "9130054478").statusCode()).isEqualTo(404);
    }

    @Test
    public void whatCannotBeUnderstoodIsNotAnswered() throws Exception {
        assertThat(post("/ValidPersonSearch", "{").statusCode()).isEqualTo(400);
        assertThat(post("/ValidPersonSearch", "[]").statusCode()).isEqualTo(400);
        assertThat(post("/NoSuchSearch", "{}").statusCode()).isEqualTo(400);
        assertThat(post("/ValidPersonSearch", "{\"EGN\": 5}").statusCode()).isEqualTo(404);
    }

    @Test
    public void itsBadDaysCanBeSwitchedOnAndOff() throws Exception {
        String egn = Invented.all().get(4).egn();
        post("/switches", "{\"down\": true}");
        assertThat(ask("ValidPersonSearch", egn).statusCode()).isEqualTo(503);
        assertThat(get("/health").statusCode()).isEqualTo(404);

        post("/switches", "{\"down\": false, \"slowMillis\": 200}");
        long start = System.nanoTime();
        assertThat(ask("ValidPersonSearch", egn).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(get("/health").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> ask(String operation, String egn) throws Exception {
        return post("/" + operation, Json.text(Data.EMPTY.with("EGN", egn)));
    }

    private static Data.Obj found(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + "/registers/population" + path))
                .timeout(Duration.ofSeconds(10));
    }
}
