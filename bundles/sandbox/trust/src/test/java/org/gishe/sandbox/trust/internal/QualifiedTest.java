/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.trust.internal.Application.Answer;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Facts;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.Trust;
import org.gishe.vendor.dss.TrustedLists;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Outcome;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** A signature made by the API, time-stamped and judged by the lists, as the European Commission's library judges it. */
public class QualifiedTest {

    private static final Document XML =
            Document.of("заявление.xml", "application/xml", "<a>Русе</a>".getBytes(StandardCharsets.UTF_8));

    @ClassRule
    public static final Dss DSS = new Dss();

    @Rule
    public final Timeout deadline = Timeout.seconds(120);

    @Rule
    public final Sandbox sandbox = new Sandbox();

    private Ades ades;
    private Trust trust;
    private Application application;
    private String credential;

    @Before
    public void believeTheLists() throws Exception {
        sandbox.ticking = true;
        sandbox.service().sign(DSS.service(TrustedLists.class));
        ades = DSS.service(Ades.class);
        trust = Trust.ofLists(
                URI.create(sandbox.address() + "/lotl.xml"),
                List.of(sandbox.get("/list-signer.cer").body()));
        application = Application.gishe(sandbox, 2);
        credential = application.credential(Invented.all().get(0));
    }

    private byte[] sign(Level level) throws Exception {
        var chain = new ArrayList<byte[]>();
        Answer info = application.call(
                "credentials/info", Data.EMPTY.with("credentialID", credential).with("certificates", "chain"));
        for (Data each : ((Data.Arr) info.body().at("/cert/certificates").orElseThrow()).items()) {
            chain.add(Base64.getDecoder().decode(((Data.Text) each).value()));
        }
        Facts facts = Facts.builder(Format.XADES_ENVELOPED, chain, Instant.now())
                .level(level)
                .build();
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(ades.prepare(facts, List.of(XML))));
        String sad = application.approved(credential, "level " + level, hash);
        byte[] value = Base64.getDecoder()
                .decode(application.sign(credential, sad, hash).text("/signatures/0"));
        return ades.complete(
                facts, List.of(XML), value, new Means(trust, ades.timeStamps(URI.create(sandbox.address() + "/tsa"))));
    }

    private Verdict verdict(byte[] signed) {
        ades.state(trust, true);
        return ades.validate(Document.of("signed.xml", "application/xml", signed), List.of(), trust);
    }

    private static String qualification(Verdict verdict) {
        assertThat(verdict.signatures()).hasSize(1);
        return verdict.signatures().get(0).qualification();
    }

    @Test
    public void aLastingSignatureIsValidAndQualified() throws Exception {
        Verdict verdict = verdict(sign(Level.LTA));

        assertThat(verdict.valid()).as("%s", verdict.signatures()).isTrue();
        assertThat(qualification(verdict)).isEqualTo("QESIG");
    }

    @Test
    public void aWithdrawnServiceMakesItAdvancedOnly() throws Exception {
        byte[] signed = sign(Level.B);
        assertThat(qualification(verdict(signed))).isEqualTo("QESIG");

        sandbox.switches("{\"withdrawn\": true}");

        assertThat(qualification(verdict(signed))).isEqualTo("ADESIG");
    }

    @Test
    public void anExpiredOrBadlySignedListIsBelievedByNobody() throws Exception {
        byte[] signed = sign(Level.B);
        for (String bad : List.of("listExpired", "listBadlySigned")) {
            sandbox.switches("{\"" + bad + "\": true}");
            assertThat(verdict(signed).outcome()).as(bad).isEqualTo(Outcome.INDETERMINATE);
            sandbox.switches("{\"" + bad + "\": false}");
        }
        assertThat(verdict(signed).valid()).isTrue();
    }

    @Test
    public void aRevokedSignerIsFound() throws Exception {
        byte[] signed = sign(Level.B);
        sandbox.switches("{\"revoke\": \"" + credential + "\"}");

        assertThat(verdict(signed).valid()).isFalse();
    }

    @Test
    public void whatWasLastingBeforeTheSignerWasRevokedStaysValid() throws Exception {
        byte[] signed = sign(Level.LT);
        sandbox.switches("{\"revoke\": \"" + credential + "\"}");

        assertThat(verdict(signed).valid()).isTrue();
    }
}
