"""Whom the seller of gate motors of the demonstrations knows. All names are invented."""

# name → (street, postcode, city, phone, email, contact, function)
PEOPLE = {
    "Portails Dubreuil": ("12 rue de l'Artisanat", "35000", "Rennes", "02 99 00 10 01", "contact@dubreuil.example.com", "Paul Dubreuil", "Gérant"),
    "Syndic Bellevue": ("4 allée des Tilleuls", "44000", "Nantes", "02 40 00 10 02", "gestion@bellevue.example.com", "Hélène Roy", "Gestionnaire de copropriétés"),
    "Fermetures Lenoir": ("ZA du Moulin", "49000", "Angers", "02 41 00 10 03", "contact@lenoir.example.com", "Karim Lenoir", "Chef d'atelier"),
    "Mairie de Saint-Aubin": ("1 place de la Mairie", "72000", "Saint-Aubin", "02 43 00 10 04", "technique@saint-aubin.example.com", "Anne Perrot", "Services techniques"),
    "Logis de l'Ouest": ("88 boulevard de la Liberté", "35000", "Rennes", "02 99 00 10 05", "patrimoine@logis.example.com", "Marc Ollivier", "Patrimoine"),
    "Élec Service Morvan": ("7 rue des Forges", "29000", "Quimper", "02 98 00 10 06", "contact@morvan.example.com", "Yann Morvan", "Installateur"),
    "Domaine de la Roseraie": ("Route du Château", "37000", "Tours", "02 47 00 10 07", "accueil@roseraie.example.com", "Claire Aubry", "Intendante"),
    "Transports Girault": ("Zone logistique nord", "45000", "Orléans", "02 38 00 10 08", "site@girault.example.com", "Denis Girault", "Directeur de site"),
    "Hôtel du Port": ("20 quai du Port", "44380", "Pornichet", "02 40 00 10 09", "direction@hotelduport.example.com", "Sophie Lambert", "Responsable technique"),
    "Camping des Pins": ("Chemin de la Plage", "85360", "La Tranche-sur-Mer", "02 51 00 10 10", "accueil@despins.example.com", "Luc Renaud", "Gérant"),
    "Serrurerie Bertin": ("15 rue Pasteur", "56000", "Vannes", "02 97 00 10 11", "compta@bertin.example.com", "Nadia Bertin", "Gérante"),
    "Collège Jean-Moulin": ("3 rue des Écoles", "53000", "Laval", "02 43 00 10 12", "gestion@jean-moulin.example.com", "Éric Tessier", "Gestionnaire"),
    "Garage Martin": ("6 route de Paris", "72000", "Le Mans", "02 43 00 10 13", False, "Alain Martin", "Gérant"),
    "Mme Lefèvre": ("9 impasse des Lilas", "44600", "Saint-Nazaire", "02 40 00 10 14", "lefevre@example.com", False, False),
    "Automatismes du Rhône": ("40 rue de l'Industrie", "69007", "Lyon", "04 72 00 10 15", "commandes@automatismes.example.com", False, False),
}  # fmt: skip
