"""Messages of ONIX 3.0 as publishers send them (made up: none was shared)."""

import re

from odoo.addons.bookstore_metadata.core.onix import _SHORT

PRODUCT = """<Product>
<RecordReference>fr.example.{code}</RecordReference>
<NotificationType>{notice}</NotificationType>
<ProductIdentifier><ProductIDType>01</ProductIDType><IDValue>X1</IDValue></ProductIdentifier>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{code}</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductForm>{form}</ProductForm>
<Collection><TitleDetail><TitleElement><TitleText>Folio</TitleText><PartNumber>1001</PartNumber>
</TitleElement></TitleDetail></Collection>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitlePrefix>La</TitlePrefix><TitleWithoutPrefix>{title}</TitleWithoutPrefix></TitleElement>
</TitleDetail>
<Contributor><ContributorRole>B06</ContributorRole><PersonName>A. Autre</PersonName></Contributor>
<Contributor><ContributorRole>A01</ContributorRole><NamesBeforeKey>Émile</NamesBeforeKey>
<KeyNames>Zola</KeyNames></Contributor>
<Extent><ExtentType>00</ExtentType><ExtentValue>402</ExtentValue><ExtentUnit>03</ExtentUnit></Extent>
</DescriptiveDetail>
<CollateralDetail><TextContent><TextType>03</TextType><Text textformat="05"><p>Un <i>roman</i>.</p>
</Text></TextContent></CollateralDetail>
<PublishingDetail><Imprint><ImprintName>Gallimard</ImprintName></Imprint>
<PublishingDate><PublishingDateRole>01</PublishingDateRole><Date>20190502</Date></PublishingDate>
</PublishingDetail>
<ProductSupply><SupplyDetail><ProductAvailability>{availability}</ProductAvailability>
{prices}
</SupplyDetail></ProductSupply></Product>"""
PRICE = """<Price><PriceType>{kind}</PriceType>{more}<PriceAmount>{amount}</PriceAmount>
<CurrencyCode>{currency}</CurrencyCode>{day}</Price>"""
DAY = """<PriceDate><PriceDateRole>14</PriceDateRole><Date>{}</Date></PriceDate>"""


def price(amount, day="", kind="04", currency="EUR", more=""):
    """A price of a message; ``more`` stands before its amount."""
    dated = DAY.format(day) if day else ""
    return PRICE.format(kind=kind, amount=amount, currency=currency, day=dated, more=more)


def product(code, title="Curée", prices=(), notice="03", form="BC", availability="20"):
    """A product of a message."""
    return PRODUCT.format(
        code=code,
        title=title,
        prices="".join(prices),
        notice=notice,
        form=form,
        availability=availability,
    )


def message(*products):
    """A message by reference names."""
    head = '<?xml version="1.0" encoding="UTF-8"?><ONIXMessage release="3.0"'
    body = "".join(products)
    return (
        f'{head} xmlns="http://ns.editeur.org/onix/3.0/reference"><Header><Sender/></Header>'
        f"{body}</ONIXMessage>"
    ).encode()


def short(data):
    """The same message by short tags."""
    names = {name: tag for tag, name in _SHORT.items()} | {"ONIXMessage": "ONIXmessage"}
    text = re.sub(
        r"(</?)(\w+)", lambda tag: tag[1] + names.get(tag[2], tag[2].lower()), data.decode()
    )
    return text.replace("/reference", "/short").encode()
