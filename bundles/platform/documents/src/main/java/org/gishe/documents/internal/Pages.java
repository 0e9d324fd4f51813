/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Sets an XHTML page as tagged PDF/A-2a with its fonts inside; fetches nothing. Thread-safe. */
final class Pages {

    static final int MOST_PAGES = 200;
    private static final int MOST_PIXELS = 4_000_000;
    private static final List<String> FAMILIES = List.of("DejaVu Sans", "sans-serif", "serif", "monospace");
    private static final String STYLE =
            "@page { size: A4; margin: 20mm } body { font-family: 'DejaVu Sans'; margin: 0 }";
    private static final Pattern DOCTYPE = Pattern.compile("\\A\\s*<!DOCTYPE\\s+html\\s*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern IMAGE = Pattern.compile("data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\\s]+)");
    private static final Pattern XMP_DATE =
            Pattern.compile("<xmp:(CreateDate|ModifyDate|MetadataDate)>[^<]*</xmp:\\1>\\s*");

    private final byte[] regular = resource("DejaVuSans.ttf");
    private final byte[] bold = resource("DejaVuSans-Bold.ttf");
    private final byte[] colours = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    /** @throws IllegalArgumentException when the page is not well-formed or too large */
    byte[] set(String xhtml, Locale language) {
        Document page = parse(xhtml, language);
        var builder = new PdfRendererBuilder()
                .withW3cDocument(page, null)
                .withProducer("Gishe")
                .usePdfAConformance(PdfAConformance.PDFA_2_A)
                .usePdfUaAccessibility(true)
                .useColorProfile(colours)
                .useUriResolver((base, uri) -> allowed(uri) ? uri : null)
                .useExternalResourceAccessControl(
                        (uri, type) -> allowed(uri), ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .useExternalResourceAccessControl(
                        (uri, type) -> allowed(uri), ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
                .useHttpStreamImplementation(uri -> {
                    throw new IllegalArgumentException("a document fetches nothing");
                });
        for (String family : FAMILIES) {
            builder.useFont(() -> new ByteArrayInputStream(regular), family, 400, FontStyle.NORMAL, true);
            builder.useFont(() -> new ByteArrayInputStream(bold), family, 700, FontStyle.NORMAL, true);
        }

        // the library looks for parsers and styles through the context class loader
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(PdfRendererBuilder.class.getClassLoader());
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
            renderer.layout();
            if (renderer.getRootBox().getLayer().getPages().size() > MOST_PAGES) {
                throw new TooLongException();
            }
            try (PDDocument document = renderer.createPDFKeepOpen()) {
                return bytes(document, xhtml);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TooLongException e) {
            throw new IllegalArgumentException("a document has at most " + MOST_PAGES + " pages", e);
        } catch (RuntimeException e) {
            // the library says of a page that it cannot set whatever it stumbles over
            throw new IllegalArgumentException(
                    "the page cannot be set: " + e.getClass().getName(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the page is nested too deeply", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The same page is the same bytes: no clock, no random id, objects in the order of their making. */
    private static byte[] bytes(PDDocument document, String xhtml) throws IOException {
        document.getDocumentInformation().setCreationDate(null);
        PDMetadata metadata = document.getDocumentCatalog().getMetadata();
        if (metadata != null) {
            String xmp = new String(metadata.toByteArray(), StandardCharsets.UTF_8);
            byte[] timeless = XMP_DATE.matcher(xmp).replaceAll("").getBytes(StandardCharsets.UTF_8);
            document.getDocumentCatalog().setMetadata(new PDMetadata(document, new ByteArrayInputStream(timeless)));
        }
        document.setDocumentId(
                ByteBuffer.wrap(sha256(xhtml.getBytes(StandardCharsets.UTF_8))).getLong());
        var out = new ByteArrayOutputStream();
        document.save(out, CompressParameters.DEFAULT_COMPRESSION);
        return out.toByteArray();
    }

    private static Document parse(String xhtml, Locale language) {
        Document page;
        try {
            String body = DOCTYPE.matcher(xhtml).replaceFirst("").strip();
            page = parser().parse(new InputSource(new StringReader(body)));
        } catch (SAXException e) {
            throw new IllegalArgumentException("the page is not well-formed: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        Element html = page.getDocumentElement();
        if (!"html".equals(html.getTagName())) {
            throw new IllegalArgumentException("the page does not start with html");
        }
        if (!html.hasAttribute("lang")) {
            html.setAttribute("lang", language.getLanguage());
        }
        Element style = page.createElement("style");
        style.setTextContent(STYLE);
        var heads = html.getElementsByTagName("head");
        Element head = heads.getLength() == 0 ? page.createElement("head") : (Element) heads.item(0);
        if (heads.getLength() == 0) {
            html.insertBefore(head, html.getFirstChild());
        }
        head.insertBefore(style, head.getFirstChild());
        return page;
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setExpandEntityReferences(false);
        factory.setXIncludeAware(false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new ErrorHandler() {
            @Override
            public void warning(SAXParseException exception) {
                // a warning leaves the page well-formed
            }

            @Override
            public void error(SAXParseException exception) throws SAXException {
                throw exception;
            }

            @Override
            public void fatalError(SAXParseException exception) throws SAXException {
                throw exception;
            }
        });
        return builder;
    }

    /** Only images that the page itself carries, and small ones: a few bytes can unfold to gigabytes of pixels. */
    private static boolean allowed(String uri) {
        if (uri == null) {
            return false;
        }
        var image = IMAGE.matcher(uri);
        if (!image.matches()) {
            return false;
        }
        try (var in = ImageIO.createImageInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(image.group(1))))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return false;
            }
            var reader = readers.next();
            try {
                reader.setInput(in);
                return (long) reader.getWidth(0) * reader.getHeight(0) <= MOST_PIXELS;
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] resource(String name) {
        try (var in = Pages.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
