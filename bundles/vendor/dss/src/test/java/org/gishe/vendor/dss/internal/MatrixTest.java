/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gishe.vendor.dss.Format;
import org.gishe.vendor.dss.Level;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Indication;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every format, level and kind of key: a change of a library that loses signatures shows here. */
@RunWith(Parameterized.class)
public class MatrixTest {

    @ClassRule
    public static final Fixture SIGNING = new Fixture();

    private static Pki.Holder ec;
    private static Pki.Holder rsa;

    private final Format format;
    private final Level level;
    private final String key;

    public MatrixTest(Format format, Level level, String key) {
        this.format = format;
        this.level = level;
        this.key = key;
    }

    @Parameters(name = "{0} {1} {2}")
    public static List<Object[]> cells() {
        var cells = new ArrayList<Object[]>();
        for (Format format : Format.values()) {
            for (Level level : Level.values()) {
                cells.add(new Object[] {format, level, "P-256"});
                cells.add(new Object[] {format, level, "RSA-2048"});
            }
        }
        return cells;
    }

    @BeforeClass
    public static void signers() {
        ec = SIGNING.pki.signer(Pki.ec());
        rsa = SIGNING.pki.signer(Pki.rsa());
    }

    @Test
    public void whatIsSignedOutsideIsValid() {
        Pki.Holder signer = key.equals("P-256") ? ec : rsa;

        byte[] signed = SIGNING.sign(format, level, signer);
        Verdict verdict = SIGNING.validate(format, signed);

        var signature = Fixture.only(verdict);
        assertThat(signature.indication())
                .as("%s %s", signature, signature.messages())
                .isEqualTo(Indication.TOTAL_PASSED);
        assertThat(signature.level()).isEqualTo(level);
        assertThat(signature.signer().certificate()).isEqualTo(Pki.der(signer.certificate()));
        assertThat(signature.signer().commonName()).isEqualTo("Яна Примерова");
        assertThat(signature.qualification()).isEqualTo("NA");
        assertThat(verdict.valid()).isTrue();
        assertThat(new String(verdict.etsiReport(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("ValidationReport");
        assertThat(signature.documents()).isNotEmpty();
        assertThat(verdict.unsigned()).isEmpty();
    }
}
