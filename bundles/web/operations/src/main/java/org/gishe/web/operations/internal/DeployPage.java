/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.web.door.Problem;
import org.gishe.web.operations.internal.Access.Action;

/** Where a jar is sent. */
final class DeployPage {

    private static final List<String> FIELDS = List.of("at", "share");

    private final Deployment deployment;

    DeployPage(Deployment deployment) {
        this.deployment = deployment;
    }

    /** What became of a form: a state, or the key of what is wrong in it. */
    private record Sent(Optional<State> state, String wrong, Map<String, String> fields) {}

    /** {@code /operations/deployments} */
    void serve(Turn turn, boolean post, List<String> way) throws IOException {
        Officer officer = turn.demand(Action.DEPLOY);
        if (!way.isEmpty()) {
            throw Problem.notFound();
        }
        if (!post) {
            draw(turn, 200, officer, Map.of(), "");
            return;
        }
        Sent sent = JarForm.read(turn.request(), FIELDS, (fields, jar) -> take(officer, fields, jar))
                .orElseGet(() -> new Sent(Optional.empty(), "jar", Map.of()));
        if (sent.state().isEmpty()) {
            draw(turn, 422, officer, sent.fields(), sent.wrong());
            return;
        }
        State state = sent.state().get();
        if (state.phase() == Phase.REFUSED) {
            turn.draw(
                    422,
                    "refused",
                    "/operations/deployments",
                    Map.of(
                            "title", turn.text("refused.jar"),
                            "lead", turn.text("refused.jar.lead"),
                            "reasons", state.reasons(),
                            "again", "/operations/deployments",
                            "failed", true));
            return;
        }
        turn.to("/operations/plugins/" + state.plugin() + "?done=deploy");
    }

    private Sent take(Officer officer, Map<String, String> fields, InputStream jar) {
        Order.Builder order = Access.order(officer);
        Optional<Instant> from = Optional.empty();
        if (!fields.get("at").isEmpty()) {
            from = read(Moments::instant, fields.get("at"));
            if (from.isEmpty()) {
                return new Sent(Optional.empty(), "at", fields);
            }
        }
        from.ifPresent(order::from);
        if (!fields.get("share").isEmpty()) {
            Optional<Integer> share = read(Moments::share, fields.get("share"));
            if (share.isEmpty()) {
                return new Sent(Optional.empty(), "share", fields);
            }
            order.share(share.get());
        }
        return new Sent(Optional.of(deployment.deploy(jar, order.build())), "", fields);
    }

    private static <T> Optional<T> read(Function<String, T> reader, String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void draw(Turn turn, int status, Officer officer, Map<String, String> fields, String wrong)
            throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", turn.text("deploy.title"));
        model.put("own", String.join(", ", officer.ids().stream().sorted().toList()));
        // the door does not read so large a form: it finds the token in the address
        model.put(
                "address",
                "/operations/deployments?csrf="
                        + URLEncoder.encode(
                                turn.visit().office().map(OfficerSession::csrf).orElse(""), StandardCharsets.UTF_8));
        model.put("at", fields.getOrDefault("at", ""));
        model.put("share", fields.getOrDefault("share", ""));
        model.put("wrong", wrong);
        model.put("failed", !wrong.isEmpty());
        turn.draw(status, "deploy", "/operations", model);
    }
}
