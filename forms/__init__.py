"""WTForms built from the declarations of the catalogue, and the fields and widgets they need."""
