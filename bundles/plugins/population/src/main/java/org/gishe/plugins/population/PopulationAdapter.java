/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.population;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.base.Work;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.api.register.RegisterPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Asks the population register over HTTP: each operation is an address, request and response are flat objects of texts. */
@RegisterPlugin(id = "population")
@Component(configurationPid = "org.gishe.plugins.population", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PopulationConfiguration.class)
public final class PopulationAdapter implements RegisterAdapter {

    private static final int LARGEST = 1 << 16;

    private final ObjectMapper json = new ObjectMapper();
    private final String endpoint;

    @Activate
    public PopulationAdapter(PopulationConfiguration configuration) {
        this(configuration.endpoint());
    }

    PopulationAdapter(String endpoint) {
        this.endpoint = endpoint.replaceAll("/+$", "");
    }

    @Override
    public Answer execute(Work work, String operation, Data.Obj request) {
        ObjectNode asked = json.createObjectNode();
        request.members().forEach((name, value) -> {
            if (value instanceof Data.Text text) {
                asked.put(name, text.value());
            }
        });
        Duration left = Duration.between(work.now(), work.deadline());
        if (left.isNegative() || left.isZero()) {
            return unavailable(work, "no time was left to ask");
        }
        HttpRequest call = HttpRequest.newBuilder(URI.create(endpoint + "/" + operation))
                .timeout(left)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(asked.toString()))
                .build();
        try {
            HttpResponse<InputStream> response = work.http().send(call, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = in.readNBytes(LARGEST + 1);
                return switch (response.statusCode()) {
                    case 200 ->
                        body.length > LARGEST
                                ? unavailable(work, "the register's answer is too large")
                                : found(work, json.readTree(body));
                    case 404 -> Answer.without(Answer.Status.NOT_FOUND, "", work.now());
                    case 400 ->
                        Answer.without(
                                Answer.Status.INVALID, "the register does not understand the request", work.now());
                    default -> unavailable(work, "the register answered " + response.statusCode());
                };
            }
        } catch (IOException e) {
            return unavailable(work, "the register cannot be reached or understood");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(work, "cut off while asking the register");
        }
    }

    private static Answer found(Work work, JsonNode body) {
        if (!body.isObject()) {
            return unavailable(work, "the register's answer is no object");
        }
        Data.Obj data = Data.EMPTY;
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (field.getValue().isTextual()) {
                data = data.with(field.getKey(), field.getValue().textValue());
            }
        }
        return Answer.found(data, work.now());
    }

    private static Answer unavailable(Work work, String reason) {
        return Answer.without(Answer.Status.UNAVAILABLE, reason, work.now());
    }

    @Override
    public Health health(Work work) {
        HttpRequest call = HttpRequest.newBuilder(URI.create(endpoint + "/health"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            int status = work.http()
                    .send(call, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status == 204 ? Health.UP : new Health(Health.Status.DOWN, "the register answered " + status);
        } catch (IOException e) {
            return new Health(Health.Status.DOWN, "the register cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Health(Health.Status.UNKNOWN, "cut off while asking");
        }
    }
}
