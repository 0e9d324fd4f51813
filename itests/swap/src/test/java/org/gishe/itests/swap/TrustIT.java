/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.gishe.catalogue.test.SigningAuthority;
import org.gishe.catalogue.test.SigningAuthority.Holder;
import org.gishe.itests.citizen.Answer;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A platform that serves people: what is signed by somebody whom the operator trusts comes in, and nothing else. */
public class TrustIT {

    private static final String PLUGIN = "permanent-address";

    private static SigningAuthority state;
    private static Server server;
    private static Versions versions;

    @BeforeClass
    public static void start() {
        state = new SigningAuthority("State", Instant.now());
        server = Server.fresh("trust").strict();
        state.trustedIn(server.etc().resolve("trust/plugins"));
        state.trustedIn(server.etc().resolve("trust/stamps"));
        server.start();
        versions = new Versions(server, Versions.CERTIFICATE);
    }

    @AfterClass
    public static void stop() {
        server.close();
        state.close();
    }

    private static String refused(byte[] jar) {
        Answer answer = server.deploy(jar);
        answer.expect(422);
        return answer.json().path("reasons").toString();
    }

    @Test
    public void onlySignedJarsComeInAndAnIdBelongsToItsSigner() {
        assertThat(server.operations("plugins").text()).as("unsigned samples").isEqualTo("[]");
        assertThat(refused(versions.jar("2.0.0"))).contains("[unsigned]");

        Holder roads = state.signer("CN=Roads,2.5.4.97=NTRBG-999999924,O=Roads");
        JsonNode taken = server.deploy(state.signed(versions.jar("2.0.0"), roads))
                .expect(201)
                .json();
        assertThat(taken.path("phase").asText()).isEqualTo("CURRENT");
        assertThat(taken.path("signer").asText()).isEqualTo("Roads");
        assertThat(taken.path("stamped").asText()).isNotEmpty();
        assertThat(server.get("/api/v1/services/" + PLUGIN).status()).isEqualTo(200);

        Holder mallory = state.signer("CN=Mallory,O=Mallory Ltd");
        assertThat(refused(state.signed(versions.jar("2.1.0"), mallory))).contains("[others-id]", "belongs to Roads");
        try (var stranger = new SigningAuthority("Stranger", Instant.now())) {
            assertThat(refused(stranger.signed(versions.jar("2.1.0"), stranger.signer("O=Roads"))))
                    .contains("[time-stamp]");
        }
        state.revoke(mallory);
        assertThat(refused(state.signed(versions.jar("2.1.0"), mallory))).contains("[certificate-revoked]");
        byte[] torn = state.signed(versions.jar("2.1.0"), roads);
        assertThat(refused(Versions.added(torn, "gishe/texts_en.properties", "\ntitle=Mine\n")))
                .contains("[tampered]");

        server.decide(PLUGIN, "release", "{}").expect(200);
        Holder streets = state.signer("O=Streets");
        assertThat(server.deploy(state.signed(versions.jar("3.0.0"), streets))
                        .expect(201)
                        .json()
                        .path("signer")
                        .asText())
                .isEqualTo("Streets");
        assertThat(refused(state.signed(versions.jar("3.1.0"), roads))).contains("[others-id]");
        assertThat(new String(server.operations("ledger").body(), StandardCharsets.UTF_8))
                .contains("\"release\"", "it belonged to Roads");
    }
}
