"""Sentences for the codes of the pure feed modules, in the user's language."""


def describe_issue(env, code, details):
    """One sentence about one line of a file."""
    sentences = {
        "unclosed_quote": env._("A quotation mark is opened and never closed."),
        "columns": env._(
            "The line has %(found)s cells, the header %(expected)s.",
            found=details.get("found"),
            expected=details.get("expected"),
        ),
        "short_rows": env._(
            "%(count)s lines end early: their missing last cells are empty.",
            count=details.get("count"),
        ),
        "head_found": env._(
            "The names of the columns are on this line; what is above was skipped."
        ),
        "encoding_other": env._(
            "The letters are %(encoding)s, not what the profile says; they were read so.",
            encoding=details.get("encoding"),
        ),
        "unknown_status": env._(
            "%(column)s: nobody has said what “%(value)s” means; the car waits. Add the word to the "
            "value table of this column.",
            column=details.get("column"),
            value=details.get("value"),
        ),
        "unknown_category": env._(
            "%(column)s: nobody has said what “%(value)s” means; the size class was guessed. Add "
            "the word to the value table of this column.",
            column=details.get("column"),
            value=details.get("value"),
        ),
        "xml_repaired": env._("Forbidden signs were repaired; the whole file was read."),
        "encoding_repaired": env._("Wrongly encoded letters were repaired."),
        "not_an_object": env._("The entry is not a car."),
        "no_reference": env._("The car has no reference, no VIN and no plate."),
        "double_reference": env._(
            "The reference is already on line %(line)s; the first one was kept.",
            line=details.get("first"),
        ),
        "bad_value": env._(
            "%(column)s: “%(value)s” was not understood and left out.",
            column=details.get("column"),
            value=details.get("value"),
        ),
        "personal_value": env._("A mail address or a phone number was taken out of a text."),
        "absent_columns": env._(
            "The file has no column %(columns)s.", columns=details.get("columns")
        ),
        "unknown_site": env._(
            "The place “%(value)s” belongs to no site of the feed; the car stays with the client.",
            value=details.get("value"),
        ),
        "gone_kept": env._(
            "%(count)s missing cars were kept, because as many lines could not be read.",
            count=details.get("count"),
        ),
    }
    return sentences[code]


def describe_refusal(env, error):
    """Why a file or a provider was refused, and what to do now."""
    tellers = (
        _describe_file,
        _describe_table,
        _describe_document,
        _describe_service,
        _describe_server,
    )
    told = next(filter(None, (teller(env, error) for teller in tellers)), None)
    text = told or env["suite.outgoing"]._describe(error)
    line = getattr(error, "line", None)
    place = env._("Line %(line)s: ", line=line) if line else ""
    return place + text


def _describe_file(env, error):
    """A file that cannot even be opened; None for another code."""
    details = error.details
    sentences = {
        "empty": env._("The file is empty. Ask the provider for a new one."),
        "too_big": env._(
            "The file is too large: %(size)s MB, %(limit)s MB at most.",
            size=details.get("size"),
            limit=details.get("limit"),
        ),
        "bomb": env._("The archive unpacks to far too much. Send the file unpacked."),
        "broken_archive": env._("The archive is damaged. Send it again."),
        "truncated_archive": env._("The archive is cut. Send it again."),
        "nested_archive": env._("The archive holds another archive. Send the file itself."),
        "zip_members": env._(
            "The archive holds %(count)s files; it must hold one.", count=details.get("count")
        ),
        "encrypted": env._("The file is protected by a password. Send it without."),
        "pdf": env._("This is a PDF. Ask the provider for CSV, XML, JSON or XLSX."),
        "old_excel": env._("This is an old Excel file (.xls). Save it as .xlsx or CSV."),
        "html_page": env._(
            "This is a web page, often a login form, and no stock. Check the address and the "
            "access at the provider."
        ),
        "binary": env._("This is no text file. Check the format of the profile."),
        "encoding": env._("The letters of the file cannot be read. Ask for UTF-8."),
    }
    return sentences.get(error.code)


def _describe_table(env, error):
    """A file without the cars or the columns of its profile; None for another code."""
    details = error.details
    sentences = {
        "not_a_table": env._("No columns were found. Check the separator of the profile."),
        "too_many_rows": env._(
            "The file has more than %(limit)s cars.", limit=details.get("limit")
        ),
        "no_records": env._(
            "The file holds no car. An empty file never empties the stock: check with the provider."
        ),
        "several_levels": env._(
            "Several levels of the file could be the car: %(tags)s. Say the path to a car in the "
            "profile.",
            tags=details.get("tags"),
        ),
        "no_readable": env._(
            "None of its %(count)s lines could be read. %(reason)s",
            count=details.get("count"),
            reason=describe_issue(env, details["issue"].code, details["issue"].details)
            if details.get("issue")
            else "",
        ),
        "no_sheet": env._(
            "The workbook has no sheet %(sheet)s; it has: %(sheets)s.",
            sheet=details.get("sheet"),
            sheets=details.get("sheets"),
        ),
        "missing_columns": env._(
            "No column identifies the cars; expected: %(columns)s. Check the profile.",
            columns=details.get("columns"),
        ),
        "denied_columns": env._(
            "These columns are confidential or personal and are never read: %(columns)s.",
            columns=details.get("columns"),
        ),
        "other_format": env._(
            "The file is %(found)s, the profile expects %(expected)s.",
            found=(details.get("found") or "").upper(),
            expected=(details.get("expected") or "").upper(),
        ),
    }
    return sentences.get(error.code)


def _describe_document(env, error):
    """A damaged or dangerous XML, JSON or XLSX file; None for another code."""
    reason = error.details.get("reason")
    sentences = {
        "doctype": env._(
            "The XML file has a document type declaration, which may hide an attack. Ask the "
            "provider for a file without <!DOCTYPE>."
        ),
        "broken_xml": env._(
            "The XML file is damaged or cut (%(reason)s). Nothing was imported.",
            reason=reason,
        ),
        "broken_json": env._(
            "The JSON file is damaged or cut (%(reason)s). Nothing was imported.",
            reason=reason,
        ),
        "broken_xlsx": env._("The workbook is damaged. Save it again as .xlsx."),
        "too_deep": env._("The file is nested too deeply to be a stock."),
    }
    return sentences.get(error.code)


def _describe_service(env, error):
    """A file server or a SOAP service that refuses; None for another code."""
    details = error.details
    sentences = {
        "scheme": env._("Only https, http, sftp and ftps addresses are called."),
        "no_file": env._("The file %(path)s was not found.", path=details.get("path")),
        "no_operation": env._(
            "The service has no operation %(operation)s.", operation=details.get("operation")
        ),
        "soap_fault": env._("The service refused: %(reason)s", reason=details.get("reason")),
        "soap": env._(
            "The SOAP service cannot be used (%(reason)s).", reason=details.get("reason")
        ),
    }
    return sentences.get(error.code)


def _describe_server(env, error):
    """A server that is not the one it should be, or that refuses the login."""
    host, fingerprint = error.host, error.details.get("fingerprint")
    sentences = {
        "unknown_server": env._(
            "The server %(host)s has the key %(fingerprint)s. Compare it with the provider's, then "
            "enter it as fingerprint.",
            host=host,
            fingerprint=fingerprint,
        ),
        "changed_server": env._(
            "The key of %(host)s has changed to %(fingerprint)s: somebody may pose as the provider. "
            "Ask the provider before entering the new fingerprint.",
            host=host,
            fingerprint=fingerprint,
        ),
        "refused_login": env._("%(host)s refused the user name or the password.", host=host),
        "bad_key": env._(
            "The private key or its password is not right. Paste the whole key, with its first and "
            "last line."
        ),
    }
    return sentences.get(error.code)
