/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.AdesException.Reason;
import org.gishe.vendor.dss.Document;

/** Looks at what comes from outside before any library parses it. */
final class Bounds {

    /** What a document is by its first bytes. */
    enum Kind {
        PDF,
        ZIP,
        XML,
        JSON,
        OTHER
    }

    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116";
    private static final byte[] STREAM = "stream".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPT = "/Encrypt".getBytes(StandardCharsets.US_ASCII);
    private static final int DICTIONARY = 4096;
    private static final Pattern TWICE =
            Pattern.compile("/(FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\\s*/(FlateDecode|Fl|LZWDecode|LZW)\\b");
    private static final int FEW_REFERENCES = 20;
    private static final int END_OF_DIRECTORY = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 65535;

    private final Limits limits;
    private final XMLInputFactory xml = XMLInputFactory.newDefaultFactory();

    Bounds(Limits limits) {
        this.limits = limits;
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        xml.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        xml.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("an external entity");
        });
    }

    /** Everything of a document that is parsed whole. */
    Kind check(Document document) {
        try {
            if (document.size() > limits.document()) {
                throw tooLarge("a document of more than " + limits.document() + " bytes");
            }
            byte[] bytes = document.read();
            Kind kind = kind(bytes);
            switch (kind) {
                case ZIP -> zip(bytes);
                case XML -> xml(bytes);
                case JSON -> json(bytes);
                case PDF -> pdf(bytes);
                default -> {}
            }
            return kind;
        } catch (IOException e) {
            throw new AdesException(Reason.MALFORMED, "the document cannot be read", e);
        }
    }

    /** Documents of which only digests are made. */
    void checkDetached(List<Document> documents) {
        if (documents.size() > limits.entries()) {
            throw tooLarge("more than " + limits.entries() + " documents");
        }
        long all = 0;
        try {
            for (Document document : documents) {
                all += document.size();
            }
        } catch (IOException e) {
            throw new AdesException(Reason.MALFORMED, "a document cannot be read", e);
        }
        if (all > limits.detached()) {
            throw tooLarge("documents of more than " + limits.detached() + " bytes");
        }
    }

    /** Documents that go into one container; looks into none of them but a container that gets one more signature. */
    void checkPacked(List<Document> documents) {
        if (documents.size() > limits.entries() / 2) {
            throw tooLarge("more than " + limits.entries() / 2 + " documents");
        }
        Set<String> names = new HashSet<>();
        long all = 0;
        try {
            for (Document document : documents) {
                all += document.size();
                if (!names.add(document.name())) {
                    throw new AdesException(Reason.UNSUPPORTED, "two documents of one name");
                }
            }
        } catch (IOException e) {
            throw new AdesException(Reason.MALFORMED, "a document cannot be read", e);
        }
        if (all > limits.document()) {
            throw tooLarge("documents of more than " + limits.document() + " bytes");
        }
        if (documents.size() == 1) {
            try {
                byte[] bytes = documents.get(0).read();
                if (kind(bytes) == Kind.ZIP) {
                    zip(bytes);
                }
            } catch (IOException e) {
                throw new AdesException(Reason.MALFORMED, "the document cannot be read", e);
            }
        }
    }

    static Kind kind(byte[] bytes) {
        if (bytes.length >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4) {
            return Kind.ZIP;
        }
        if (bytes.length >= 5
                && bytes[0] == '%'
                && bytes[1] == 'P'
                && bytes[2] == 'D'
                && bytes[3] == 'F'
                && bytes[4] == '-') {
            return Kind.PDF;
        }
        int at = 0;
        if (bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf) {
            at = 3;
        }
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        if (at >= bytes.length) {
            return Kind.OTHER;
        }
        boolean wide = bytes.length >= 2
                && (((bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff)
                        || ((bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe));
        return bytes[at] == '<' || wide ? Kind.XML : bytes[at] == '{' ? Kind.JSON : Kind.OTHER;
    }

    private void zip(byte[] bytes) throws IOException {
        Set<String> names = new HashSet<>();
        long unpacked = 0;
        byte[] buffer = new byte[16384];
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!names.add(name) || unsafe(name)) {
                    throw new AdesException(Reason.MALFORMED, "an entry of a container with a name that is not taken");
                }
                if (names.size() > limits.entries()) {
                    throw tooLarge("a container of more than " + limits.entries() + " entries");
                }
                boolean parsed = name.startsWith("META-INF/")
                        && name.toLowerCase(Locale.ROOT).endsWith(".xml");
                var content = parsed ? new ByteArrayOutputStream() : null;
                for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
                    unpacked += read;
                    if (unpacked > limits.unpacked()) {
                        throw tooLarge("a container of more than " + limits.unpacked() + " bytes unpacked");
                    }
                    if (unpacked > Limits.MEBI && unpacked / bytes.length > limits.ratio()) {
                        throw tooLarge("a container that packs more than " + limits.ratio() + " to one");
                    }
                    if (content != null) {
                        content.write(buffer, 0, read);
                    }
                }
                if (content != null) {
                    xml(content.toByteArray());
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new AdesException(Reason.MALFORMED, "a container that cannot be unpacked", e);
        }
        if (names.size() != listed(bytes)) {
            throw new AdesException(Reason.MALFORMED, "a container whose list of entries is not of its entries");
        }
    }

    /** Entries by the central directory: other programs read that one, and must see the same. */
    private static int listed(byte[] bytes) {
        for (int at = bytes.length - END_LENGTH; at >= 0 && at >= bytes.length - END_LENGTH - LONGEST_COMMENT; at--) {
            if (little(bytes, at, 4) == END_OF_DIRECTORY
                    && at + END_LENGTH + little(bytes, at + 20, 2) == bytes.length) {
                return little(bytes, at + 10, 2);
            }
        }
        return -1;
    }

    private static int little(byte[] bytes, int at, int length) {
        int value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    private static boolean unsafe(String name) {
        if (name.isEmpty() || name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(0) >= 0) {
            return true;
        }
        for (String part : name.split("/")) {
            if (part.equals("..") || part.equals(".")) {
                return true;
            }
        }
        return false;
    }

    private void xml(byte[] bytes) {
        try {
            XMLStreamReader reader = xml.createXMLStreamReader(new ByteArrayInputStream(bytes));
            int depth = 0;
            long references = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth > limits.depth()) {
                        throw tooLarge("XML deeper than " + limits.depth());
                    }
                    if (DSIG.equals(reader.getNamespaceURI())) {
                        references += part(reader);
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new AdesException(Reason.MALFORMED, "XML with a document type");
                }
            }
            reader.close();
            if (references > FEW_REFERENCES && references * bytes.length > limits.canonical()) {
                throw tooLarge("a signature that reads its document too often");
            }
        } catch (XMLStreamException e) {
            throw new AdesException(Reason.MALFORMED, "XML that cannot be read", e);
        }
    }

    /** How often this part of a signature makes the whole document be read. */
    private static int part(XMLStreamReader reader) {
        if (!reader.getLocalName().equals("Transform")) {
            return reader.getLocalName().equals("Reference") ? 1 : 0;
        }
        if (XSLT.equals(reader.getAttributeValue(null, "Algorithm"))) {
            throw new AdesException(Reason.MALFORMED, "a signature that brings a programme: an XSLT transform");
        }
        return 1;
    }

    /**
     * Unpacks each deflated stream once and throws it away: the library unpacks whole streams into memory, and a PDF may pack a
     * thousand to one, or again and again. Streams of other filters pack pictures, and no page is drawn.
     */
    private void pdf(byte[] bytes) {
        if (find(bytes, ENCRYPT, 0, bytes.length) >= 0) {
            throw new AdesException(Reason.UNSUPPORTED, "an encrypted PDF");
        }
        long unpacked = 0;
        byte[] buffer = new byte[65536];
        for (int at = find(bytes, STREAM, 0, bytes.length); at >= 0; at = find(bytes, STREAM, at + 1, bytes.length)) {
            int start = at + STREAM.length;
            boolean begins = start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n');
            if (!begins || at >= 3 && bytes[at - 1] == 'd' && bytes[at - 2] == 'n' && bytes[at - 3] == 'e') {
                continue;
            }
            String dictionary = new String(
                    bytes, Math.max(0, at - DICTIONARY), Math.min(at, DICTIONARY), StandardCharsets.ISO_8859_1);
            dictionary = dictionary.substring(dictionary.lastIndexOf(" obj") + 1);
            if (TWICE.matcher(dictionary).find()) {
                throw new AdesException(Reason.TOO_LARGE, "a PDF that packs what is packed");
            }
            start += bytes[start] == '\r' && start + 1 < bytes.length && bytes[start + 1] == '\n' ? 2 : 1;
            unpacked += inflated(bytes, start, buffer, limits.unpackedPdf() - unpacked);
        }
    }

    private static long inflated(byte[] bytes, int start, byte[] buffer, long left) {
        var inflater = new Inflater();
        long unpacked = 0;
        try {
            inflater.setInput(bytes, start, bytes.length - start);
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                unpacked += read;
                if (unpacked > left) {
                    throw tooLarge("a PDF of too many bytes unpacked");
                }
                if (read == 0) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            // not deflated, or broken from here on: the library stops there too
            return unpacked;
        } finally {
            inflater.end();
        }
        return unpacked;
    }

    private static int find(byte[] bytes, byte[] what, int from, int to) {
        for (int at = from; at <= to - what.length; at++) {
            if (bytes[at] == what[0] && Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private void json(byte[] bytes) {
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (text) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    text = false;
                }
            } else if (b == '"') {
                text = true;
            } else if (b == '{' || b == '[') {
                depth++;
                if (depth > limits.depth()) {
                    throw tooLarge("JSON deeper than " + limits.depth());
                }
            } else if (b == '}' || b == ']') {
                depth--;
            }
        }
    }

    private static AdesException tooLarge(String what) {
        return new AdesException(Reason.TOO_LARGE, what);
    }
}
