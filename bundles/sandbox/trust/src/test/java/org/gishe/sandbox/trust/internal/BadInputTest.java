/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.trust.internal.Application.Answer;
import org.gishe.sandbox.trust.internal.Application.Verifier;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * One thing after another that should not be sent, each with an id, in both versions. After each the same SAD still signs
 * for whom it was given (where it was not used up before): no refusal uses it up and none is half done.
 */
@RunWith(Parameterized.class)
public class BadInputTest {

    private static final Invented ANNA = Invented.all().get(0);
    private static final Invented BORIS = Invented.all().get(1);
    private static final String FIRST = Application.hash("first");
    private static final String SECOND = Application.hash("second");

    /** What all cases start from: Anna approved one document. */
    private record World(Sandbox sandbox, Application application, String anna, String boris, String sad) {

        World as(Application other) {
            return new World(sandbox, other, anna, boris, sad);
        }

        Answer authorize(Data.Obj asked) throws Exception {
            return application.call("credentials/authorize", asked);
        }

        Data.Obj asked() {
            return application.authorization(anna, "bad", List.of(FIRST));
        }

        Data.Obj signing() {
            return application.signing(anna, sad, List.of(FIRST));
        }

        Answer sign(Data.Obj asked) throws Exception {
            return application.call("signatures/signHash", asked);
        }

        /** A token that this person gave. */
        Application of(int version, String credential) throws Exception {
            var verifier = new Verifier();
            var back = application.decide(application.ask(verifier, Map.of("scope", "service")), "approve", credential);
            return Application.gishe(sandbox, version)
                    .with(application.redeem(back.get("code"), verifier).text("/access_token"));
        }
    }

    @FunctionalInterface
    private interface Act {
        Answer on(World world, int version) throws Exception;
    }

    /** @param description part of what the answer says */
    private record Case(String id, int status, String error, String description, Act act) {

        @Override
        public String toString() {
            return id;
        }
    }

    private static final List<Case> CASES = List.of(
            // ------------------------------------------------ who
            bad("token-missing", 401, "invalid_token", "missing", (world, version) -> world.as(
                            world.application().with(""))
                    .sign(world.signing())),
            bad("token-made-up", 401, "invalid_token", "wrong", (world, version) -> world.as(
                            world.application().with("AAAA"))
                    .sign(world.signing())),
            bad("client-unknown", 401, "invalid_client", "unknown", (world, version) -> world.application()
                    .token(Map.of("grant_type", "client_credentials", "client_id", "nobody"))),
            bad("client-secret-wrong", 401, "invalid_client", "wrong", (world, version) -> world.application()
                    .token(Map.of("grant_type", "client_credentials", "client_secret", "wrong"))),
            bad("grant-unknown", 400, "unsupported_grant_type", "", (world, version) -> world.application()
                    .token(Map.of("grant_type", "password"))),
            bad("code-made-up", 400, "invalid_grant", "", (world, version) -> world.application()
                    .redeem("AAAA", new Verifier())),
            bad("code-of-another-verifier", 400, "invalid_grant", "", (world, version) -> {
                var back = world.application()
                        .decide(
                                world.application().ask(new Verifier(), Map.of("scope", "service")),
                                "approve",
                                world.anna());
                return world.application().redeem(back.get("code"), new Verifier());
            }),
            bad("code-of-another-client", 400, "invalid_grant", "", (world, version) -> {
                var verifier = new Verifier();
                var back = world.application()
                        .decide(world.application().ask(verifier, Map.of("scope", "service")), "approve", world.anna());
                return Application.stranger(world.sandbox(), version).redeem(back.get("code"), verifier);
            }),
            // ------------------------------------------------ SAD
            bad(
                    "sad-of-another-user",
                    400,
                    "invalid_request",
                    "another credential",
                    (world, version) -> world.sign(world.signing().with("credentialID", world.boris()))),
            bad(
                    "sad-of-another-user-by-their-own-token",
                    400,
                    "invalid_request",
                    "Invalid parameter credentialID",
                    (world, version) ->
                            world.as(world.of(version, world.boris())).sign(world.signing())),
            bad("sad-of-another-client", 400, "invalid_request", "Invalid parameter SAD", (world, version) -> world.as(
                            Application.stranger(world.sandbox(), version))
                    .sign(world.signing())),
            bad(
                    "sad-extended-by-another-client",
                    400,
                    "invalid_request",
                    "Invalid parameter SAD",
                    (world, version) -> Application.stranger(world.sandbox(), version)
                            .call("credentials/extendTransaction", world.signing())),
            bad(
                    "sad-made-up",
                    400,
                    "invalid_request",
                    "Invalid parameter SAD",
                    (world, version) -> world.sign(world.signing().with("SAD", world.sad() + "x"))),
            bad(
                    "sad-missing",
                    400,
                    "invalid_request",
                    "string parameter SAD",
                    (world, version) -> world.sign(world.signing().with("SAD", Data.NULL))),
            bad(
                    "sad-of-another-type",
                    400,
                    "invalid_request",
                    "string parameter SAD",
                    (world, version) -> world.sign(world.signing().with("SAD", Data.of(1)))),
            bad("sad-replayed", 400, "invalid_request", "used already", (world, version) -> {
                String once = world.application().approved(world.anna(), "once", FIRST);
                assertThat(world.application().sign(world.anna(), once, FIRST).status())
                        .isEqualTo(200);
                return world.application().sign(world.anna(), once, FIRST);
            }),
            // ------------------------------------------------ hashes
            bad("hash-not-authorized", 400, "invalid_request", "not authorized", (world, version) -> world.application()
                    .sign(world.anna(), world.sad(), SECOND)),
            bad("hash-twice", 400, "invalid_request", "not authorized", (world, version) -> world.application()
                    .sign(world.anna(), world.sad(), FIRST, FIRST)),
            bad("hash-added", 400, "invalid_request", "not authorized", (world, version) -> world.application()
                    .sign(world.anna(), world.sad(), FIRST, SECOND)),
            bad(
                    "digest-too-short",
                    400,
                    "invalid_request",
                    "digest value length",
                    (world, version) -> world.authorize(hashes(world, new byte[31]))),
            bad(
                    "digest-too-long",
                    400,
                    "invalid_request",
                    "digest value length",
                    (world, version) -> world.authorize(hashes(world, new byte[64]))),
            bad(
                    "digest-no-base64",
                    400,
                    "invalid_request",
                    "Base64",
                    (world, version) -> world.authorize(
                            world.asked().with(world.application().hashes(), Json.array(List.of(Data.of("?")))))),
            bad(
                    "hashes-none",
                    400,
                    "invalid_request",
                    "Empty hash array",
                    (world, version) -> world.authorize(
                            world.asked().with(world.application().hashes(), Json.array(List.of())))),
            bad(
                    "hashes-no-array",
                    400,
                    "invalid_request",
                    "array parameter hash",
                    (world, version) -> world.authorize(
                            world.asked().with(world.application().hashes(), FIRST))),
            bad(
                    "hashes-too-many",
                    400,
                    "invalid_request",
                    "too high",
                    (world, version) -> world.authorize(
                            world.application().authorization(world.anna(), "many", Collections.nCopies(21, FIRST)))),
            bad(
                    "hashes-more-than-told",
                    400,
                    "invalid_request",
                    "Invalid parameter hash",
                    (world, version) -> world.authorize(world.application()
                            .authorization(world.anna(), "more", List.of(FIRST, SECOND))
                            .with("numSignatures", Data.of(1)))),
            bad(
                    "signatures-none",
                    400,
                    "invalid_request",
                    "numSignatures",
                    (world, version) -> world.authorize(world.asked().with("numSignatures", Data.of(0)))),
            bad(
                    "signatures-no-number",
                    400,
                    "invalid_request",
                    "integer parameter numSignatures",
                    (world, version) -> world.authorize(world.asked().with("numSignatures", "1"))),
            bad(
                    "signatures-huge",
                    400,
                    "invalid_request",
                    "numSignatures",
                    (world, version) -> world.authorize(world.asked().with("numSignatures", Data.of(1L << 40)))),
            bad(
                    "algorithm-unknown",
                    400,
                    "invalid_request",
                    "signAlgo",
                    (world, version) -> world.sign(world.signing().with("signAlgo", "1.2.840.113549.1.1.1"))),
            bad(
                    "digest-algorithm-unknown",
                    400,
                    "invalid_request",
                    "hashAlgo",
                    (world, version) ->
                            world.sign(world.signing().with(world.application().algorithm(), "1.3.14.3.2.26"))),
            // ------------------------------------------------ credentials
            bad(
                    "credential-unknown",
                    400,
                    "invalid_request",
                    "Invalid parameter credentialID",
                    (world, version) -> world.authorize(world.asked().with("credentialID", "c-none"))),
            bad(
                    "credential-missing",
                    400,
                    "invalid_request",
                    "string parameter credentialID",
                    (world, version) -> world.authorize(world.asked().with("credentialID", Data.NULL))),
            bad(
                    "credential-of-another-user",
                    400,
                    "invalid_request",
                    "Invalid parameter credentialID",
                    (world, version) ->
                            world.as(world.of(version, world.boris())).authorize(world.asked())),
            bad(
                    "list-of-another-user",
                    400,
                    "invalid_request",
                    "Invalid parameter userID",
                    (world, version) -> world.of(version, world.boris())
                            .call("credentials/list", Data.EMPTY.with("userID", ANNA.etsi()))),
            bad("list-page-made-up", 400, "invalid_request", "pageToken", (world, version) -> world.application()
                    .call(
                            "credentials/list",
                            Data.EMPTY.with("userID", ANNA.etsi()).with("pageToken", "-1"))),
            bad(
                    "pin-missing",
                    400,
                    "invalid_request",
                    "parameter",
                    (world, version) -> world.authorize(world.asked().with("credentialID", withPin(world)))),
            bad(
                    "pin-wrong",
                    400,
                    "invalid_pin",
                    "PIN",
                    (world, version) -> world.authorize(secrets(world, version, "000000", "000000"))),
            bad("pin-locked", 400, "invalid_request", "PIN locked", (world, version) -> {
                for (int i = 0; i < 3; i++) {
                    world.authorize(secrets(world, version, "000000", "000000"));
                }
                return world.authorize(secrets(world, version, Credentials.PIN, "000000"));
            }),
            bad(
                    "otp-wrong",
                    400,
                    "invalid_otp",
                    "OTP",
                    (world, version) -> world.authorize(secrets(world, version, Credentials.PIN, "none"))),
            bad("otp-locked", 400, "invalid_request", "OTP locked", (world, version) -> {
                for (int i = 0; i < 3; i++) {
                    world.authorize(secrets(world, version, Credentials.PIN, "none"));
                }
                return world.authorize(secrets(world, version, Credentials.PIN, "none"));
            }),
            // ------------------------------------------------ bodies
            bad(
                    "body-oversized",
                    413,
                    "invalid_request",
                    "bytes",
                    (world, version) -> world.authorize(world.asked().with("description", "x".repeat(70_000)))),
            bad(
                    "description-too-long",
                    400,
                    "invalid_request",
                    "description",
                    (world, version) -> world.authorize(world.asked().with("description", "x".repeat(501)))),
            bad("json-torn", 400, "invalid_request", "no JSON object", (world, version) -> raw(world, "{\"a\":")),
            bad("json-no-object", 400, "invalid_request", "no JSON object", (world, version) -> raw(world, "[]")),
            bad("json-empty", 400, "invalid_request", "no JSON object", (world, version) -> raw(world, "")),
            bad(
                    "json-member-twice",
                    400,
                    "invalid_request",
                    "no JSON object",
                    (world, version) -> raw(world, "{\"a\":1,\"a\":2}")),
            bad(
                    "json-too-deep",
                    400,
                    "invalid_request",
                    "no JSON object",
                    (world, version) -> raw(world, "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")),
            bad("json-no-utf8", 400, "invalid_request", "no JSON object", (world, version) -> world.application()
                    .call("credentials/list", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'})));

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    private final Case bad;
    private final int version;

    public BadInputTest(Case bad, int version) {
        this.bad = bad;
        this.version = version;
    }

    @Parameters(name = "{0}, version {1}")
    public static List<Object[]> cases() {
        var all = new ArrayList<Object[]>();
        for (Case each : CASES) {
            all.add(new Object[] {each, 1});
            all.add(new Object[] {each, 2});
        }
        assertThat(CASES.stream().map(Case::id)).doesNotHaveDuplicates();
        return all;
    }

    @Test
    public void itIsRefusedInTheWordsOfTheSpecificationAndNothingElseHappens() throws Exception {
        Application application = Application.gishe(sandbox, version);
        String token = application.token();
        String anna = application.credential(ANNA);
        String boris = application.credential(BORIS);
        String sad = application.approved(anna, "good", FIRST);

        Answer answer = bad.act().on(new World(sandbox, application, anna, boris, sad), version);

        assertThat(answer.status()).as(Json.text(answer.body())).isEqualTo(bad.status());
        assertThat(answer.error()).isEqualTo(bad.error());
        assertThat(answer.description()).contains(bad.description()).doesNotContain(ANNA.egn(), BORIS.egn(), sad);
        assertThat(application.with(token).sign(anna, sad, FIRST).status()).isEqualTo(200);
    }

    private static Case bad(String id, int status, String error, String description, Act act) {
        return new Case(id, status, error, description, act);
    }

    private static Answer raw(World world, String body) throws Exception {
        return world.application().call("credentials/authorize", body.getBytes(StandardCharsets.UTF_8));
    }

    private static Data.Obj hashes(World world, byte[] digest) {
        return world.asked()
                .with(
                        world.application().hashes(),
                        Json.array(Stream.of(Base64.getEncoder().encodeToString(digest))
                                .map(Data::of)
                                .toList()));
    }

    private static String withPin(World world) throws Exception {
        return world.application()
                .call(
                        "credentials/list",
                        Data.EMPTY.with("userID", Invented.all().get(499).etsi()))
                .text("/credentialIDs/1");
    }

    private static Data.Obj secrets(World world, int version, String pin, String otp) throws Exception {
        Data.Obj asked = world.asked().with("credentialID", withPin(world));
        return version == 1
                ? asked.with("PIN", pin).with("OTP", otp)
                : asked.with(
                        "authData",
                        Json.array(List.of(
                                Data.EMPTY.with("id", "PIN").with("value", pin),
                                Data.EMPTY.with("id", "OTP").with("value", otp))));
    }
}
