/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.net.URI;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes, extends and validates advanced electronic signatures: XAdES (EN 319 132-1), PAdES (EN 319 142-1), JAdES
 * (TS 119 182-1), CAdES (EN 319 122-1) and ASiC containers (EN 319 162-1) at the baseline levels; validation by EN 319 102-1
 * and qualification by TS 119 615.
 *
 * <p>The key is elsewhere. {@link #prepare} gives the data to be signed; whoever has the key signs them; {@link #complete}
 * puts the value in. Nothing is kept between the two: both are handed the same {@link Facts} and documents, which may have
 * lain in a database for days.
 *
 * <p>What is handed in may come from anybody. It is bounded before it is parsed: 64 MiB for a document to sign or a signed
 * one, 2 GiB for detached ones together, 1000 entries and 256 MiB unpacked for a container, a packing ratio of 100 above 1 MiB,
 * 512 MiB unpacked for a PDF, which may not be encrypted, 200 levels of XML or JSON. One call asks the network at most 60 times and 60 seconds in all.
 *
 * <p>Thread-safe. Every method may take seconds: the first call of all waits for the library, and levels above B and
 * validation ask the network.
 */
@ProviderType
public interface Ades {

    /**
     * What the signer's key is to sign: hash it with {@link Facts#digest()} and sign the hash (RSA: PKCS #1 v1.5 with the
     * digest's prefix). The same for the same facts and documents, always.
     *
     * @param documents one, or for the ASiC formats one or more with different names; a PDF, XML document or single container
     *     that is signed already gets one more signature
     * @return the data to be signed, not hashed
     * @throws AdesException CERTIFICATE when the certificate does not hold at the signing time, MALFORMED, TOO_LARGE or
     *     UNSUPPORTED when facts and documents do not go together
     */
    byte[] prepare(Facts facts, List<Document> documents);

    /**
     * The signed document or container.
     *
     * @param facts as handed to {@link #prepare}
     * @param documents as handed to {@link #prepare}
     * @param value as the signer gave it; ECDSA as DER or as r and s one after the other
     * @param means where time-stamps and revocation data come from; only asked for levels above B
     * @throws AdesException WRONG_VALUE when the announced certificate does not verify the value, TIME_STAMP or
     *     VALIDATION_DATA when a level above B could not be reached, else as {@link #prepare}
     */
    byte[] complete(Facts facts, List<Document> documents, byte[] value, Means means);

    /**
     * The same signatures at a higher level. B becomes T, LT and LTA in one call, if wished; LTA renews itself.
     *
     * @param signed a document or container with at least one signature
     * @param detached what it signs, if that lies outside
     * @param level not B
     * @throws AdesException MALFORMED when there is no signature or it is broken, UNSUPPORTED when it stands higher already,
     *     TIME_STAMP, VALIDATION_DATA
     */
    byte[] extend(Document signed, List<Document> detached, Level level, Means means);

    /**
     * Looks at every signature. What is wrong is told in the verdict; an exception says that it could not be looked at.
     *
     * @param signed a document or container; XAdES, PAdES, JAdES, CAdES, ASiC-E and ASiC-S
     * @param detached what it signs, if that lies outside; may be empty
     * @throws AdesException TOO_LARGE when a bound is passed, MALFORMED when it is no document that can carry a signature
     */
    Verdict validate(Document signed, List<Document> detached, Trust trust);

    /**
     * How the lists of a trust stand; loads them when they never were.
     *
     * @param again load them again now, for instance because an operator wishes it
     */
    TrustState state(Trust trust, boolean again);

    /**
     * Time-stamps of an authority that speaks RFC 3161 over HTTP (section 3.4). Each request has a nonce and asks for the
     * certificate; an answer has 15 seconds and 64 KiB, and one that is not to the request is refused.
     *
     * @param authority http or https
     * @throws AdesException UNSUPPORTED when the address has another scheme
     */
    TimeStampSource timeStamps(URI authority);
}
